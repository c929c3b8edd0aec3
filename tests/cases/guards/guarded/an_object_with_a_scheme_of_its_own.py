from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
import thirdparty

app = FastAPI()
from fastapi.security import HTTPBearer


class A:
    def __init__(self):
        self.scheme = HTTPBearer()

    async def __call__(self, r: Request):
        return await self.scheme(r)


@app.get("/x")
def x(u=Depends(A())): ...
