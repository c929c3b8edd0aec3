from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
import thirdparty

app = FastAPI()


def no():
    return HTTPException(status_code=401)


def d():
    raise no()


@app.get("/x")
def x(u=Depends(d)): ...
