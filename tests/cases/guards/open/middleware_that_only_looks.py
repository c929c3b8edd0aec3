from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
import thirdparty

app = FastAPI()


@app.middleware("http")
async def m(request, call_next):
    response = await call_next(request)
    response.headers["x"] = "1"
    return response


@app.get("/x")
def x(): ...
