from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
import thirdparty

app = FastAPI()


def d():
    raise HTTPException(403)


from fastapi import APIRouter

r = APIRouter()
r.dependencies.append(Depends(d))


@r.get("/x")
def x(): ...


app.include_router(r)
