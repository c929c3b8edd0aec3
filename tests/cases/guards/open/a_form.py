from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
import thirdparty

app = FastAPI()
from fastapi.security import OAuth2PasswordRequestForm


@app.get("/x")
def x(f: OAuth2PasswordRequestForm = Depends()): ...
