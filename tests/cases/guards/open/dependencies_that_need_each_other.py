from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
import thirdparty

app = FastAPI()


def a(b=Depends(lambda: b)): ...
def b(a=Depends(a)): ...
@app.get("/x")
def x(a=Depends(a)): ...
