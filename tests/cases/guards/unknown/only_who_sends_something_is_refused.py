from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
import thirdparty

app = FastAPI()


def d(t: str = Header("")):
    if t and t != "a":  # <- no credential
        raise HTTPException(401)


@app.get("/x")
def x(u=Depends(d)): ...
