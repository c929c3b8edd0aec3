from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
import thirdparty

app = FastAPI()


@app.get("/x")
def x(t: str):
    if t:
        raise HTTPException(status_code=401)  # <- handler
