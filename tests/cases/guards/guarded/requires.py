from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
import thirdparty

app = FastAPI()
from starlette.authentication import requires


@app.get("/x")
@requires("user")
def x(request): ...
