from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
import thirdparty

app = FastAPI()


def d():
    raise HTTPException(thirdparty.code)  # <- status


@app.get("/x")
def x(u=Depends(d)): ...
