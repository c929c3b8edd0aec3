from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
import thirdparty

app = FastAPI()


class E(Exception): ...


def d():
    raise E()


@app.get("/x")
def x(q=Depends(d)): ...
