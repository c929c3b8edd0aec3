from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
import thirdparty

app = FastAPI()


class Denied(Exception): ...


@app.exception_handler(Denied)
def h(request, exc):
    return JSONResponse({}, status_code=exc.code)


def d():
    raise Denied()  # <- Denied


@app.get("/x")
def x(u=Depends(d)): ...
