from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
import thirdparty

app = FastAPI()
settings = thirdparty.settings


def d(t: str = Header("")):
    if not settings.auth:
        return True
    if t != "a":
        raise HTTPException(401)


@app.get("/x")
def x(u=Depends(d)): ...
