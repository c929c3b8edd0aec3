from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
import thirdparty

app = FastAPI()


def d(r: Request):
    thirdparty.check(r)  # <- thirdparty.check


@app.get("/x")
def x(u=Depends(d)): ...
