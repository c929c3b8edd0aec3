from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
import thirdparty

app = FastAPI()


def h():
    raise HTTPException(403)  # <- handler


@app.get("/x")
def x():
    h()
