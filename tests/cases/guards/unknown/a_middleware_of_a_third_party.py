from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
import thirdparty

app = FastAPI()
app.add_middleware(thirdparty.Auth)  # <- thirdparty.Auth


@app.get("/x")
def x(): ...
