from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
import thirdparty

app = FastAPI()


@app.get("/x")
def x(t: str):
    return JSONResponse({}, status_code=403)  # <- handler
