from typing import Annotated

import auth
from auth import Common, User, by_literal, get_db
from fastapi import APIRouter, Depends, FastAPI, Security

app = FastAPI()
guarded = APIRouter(prefix="/guarded", dependencies=[Depends(auth.by_literal)])
plain = APIRouter()


@app.get("/open/none")
def none(): ...


@app.get("/open/db")
def db(db=Depends(get_db), limit: int = 3): ...


@app.get("/open/not-found")
def not_found(x=Depends(auth.not_found)): ...


@app.get("/open/too-many", dependencies=[Depends(auth.too_many)])
def too_many(): ...


@app.get("/open/shy")
def shy(token=Depends(auth.shy)): ...


@app.get("/literal")
def literal(x=Depends(by_literal)): ...


@app.get("/name")
def name(x: str = Depends(auth.by_name)): ...


@app.get("/status", dependencies=[Depends(auth.by_status)])
def status(): ...


@app.get("/constant", dependencies=[Depends(get_db), Security(auth.by_constant)])
def constant(): ...


@app.get("/class")
def by_class(x: Annotated[None, Depends(auth.by_class)]): ...


@app.get("/below")
def below(x=Depends(auth.below)): ...


@app.get("/further-down")
def further_down(x=Depends(auth.further_down)): ...


@app.get("/alias")
def alias(user: User): ...


@app.get("/again")
def again(user: auth.Again): ...


@app.get("/secured")
def secured(user: auth.Secured): ...


@app.get("/quoted")
def quoted(user: "Annotated[str, Depends(auth.by_name)]"): ...


@app.get("/checker", dependencies=[Depends(auth.Checker("admin"))])
def checker(): ...


@app.get("/service", dependencies=[Depends(auth.by_service)])
def service(): ...


@app.get("/factory", dependencies=[Depends(auth.require("admin"))])
def factory(): ...


@app.get("/ready", dependencies=[auth.require_ready("admin")])
def ready(): ...


@app.get("/common")
def common(x: Annotated[Common, Depends()]): ...


@app.get("/common-default")
def common_default(x: Common = Depends()): ...


@app.get("/partial")
def partial(x=Depends(auth.with_partial)): ...


@app.get("/bearer")
def bearer(x=Depends(auth.bearer)): ...


@app.get("/key")
def key(x=Security(auth.key)): ...


@app.get("/scheme")
def scheme(x: Annotated[str, Depends(auth.scheme)]): ...


@guarded.get("/by-router")
def by_router(): ...


@plain.get("/open/by-plain-router")
def by_plain_router(): ...


@plain.get("/by-include")
def by_include(): ...


guarded.include_router(plain)
app.include_router(guarded)
app.include_router(plain)
app.include_router(plain, prefix="/included", dependencies=[Depends(auth.by_status)])

inside = FastAPI(dependencies=[Depends(by_literal)], openapi_url=None)


@inside.get("/")
def of_inside(): ...


app.mount("/inside", inside)
