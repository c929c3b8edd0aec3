from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
import thirdparty

app = FastAPI()


def d(q: str = ""):
    return q.strip().split(",")


@app.get("/x")
def x(q=Depends(d)): ...
