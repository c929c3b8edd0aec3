from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
import thirdparty

app = FastAPI()


@app.get("/x")
@thirdparty.guarded  # <- thirdparty.guarded
def x(): ...
