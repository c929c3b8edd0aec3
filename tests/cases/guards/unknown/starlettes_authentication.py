from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
import thirdparty

app = FastAPI()
from starlette.middleware.authentication import AuthenticationMiddleware

app.add_middleware(AuthenticationMiddleware, backend=None)  # <- AuthenticationMiddleware


@app.get("/x")
def x(): ...
