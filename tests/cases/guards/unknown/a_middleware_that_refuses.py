from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
import thirdparty

app = FastAPI()


@app.middleware("http")
async def m(request, call_next):
    if request.url.path != "/":
        return JSONResponse({}, status_code=401)  # <- middleware
    return await call_next(request)


@app.get("/x")
def x(): ...
