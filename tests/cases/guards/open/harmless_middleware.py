from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
import thirdparty

app = FastAPI()
from fastapi.middleware.cors import CORSMiddleware
from starlette.middleware import Middleware

app = FastAPI(middleware=[Middleware(CORSMiddleware, allow_origins=["*"])])


@app.get("/x")
def x(): ...
