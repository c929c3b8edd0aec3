from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
import thirdparty

app = FastAPI()


class M:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        await send({"type": "http.response.start", "status": 401})  # <- middleware


app.add_middleware(M)


@app.get("/x")
def x(): ...
