from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
import thirdparty

app = FastAPI()


def c():
    raise HTTPException(401)  # <- caught


def d():
    try:
        c()
    except HTTPException:
        pass


@app.get("/x")
def x(u=Depends(d)): ...
