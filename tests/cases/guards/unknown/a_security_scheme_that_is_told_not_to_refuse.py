from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
import thirdparty

app = FastAPI()
from fastapi.security import HTTPBearer


class B(HTTPBearer):
    async def __call__(self, request: Request):
        raise HTTPException(401)


@app.get("/x")
def x(u=Depends(B(auto_error=False))): ...  # <- not to refuse
