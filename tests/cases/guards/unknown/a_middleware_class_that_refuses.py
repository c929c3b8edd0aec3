from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
import thirdparty

app = FastAPI()
from starlette.middleware.base import BaseHTTPMiddleware


class M(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        return Response(status_code=403)  # <- middleware


app.add_middleware(M)


@app.get("/x")
def x(): ...
