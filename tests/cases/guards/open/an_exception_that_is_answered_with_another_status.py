from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
import thirdparty

app = FastAPI()


class E(Exception): ...


@app.exception_handler(E)
def h(request, exc):
    return JSONResponse({}, status_code=404)


def d():
    raise E()


@app.get("/x")
def x(q=Depends(d)): ...
