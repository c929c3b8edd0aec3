from fastapi import Depends, FastAPI
from fastapi.responses import JSONResponse

app = FastAPI()


class Denied(Exception):
    def __init__(self, code):
        self.code = code


@app.exception_handler(Denied)
def answer(request, error):
    return JSONResponse({}, error.code)


def check():
    raise Denied(401)  # <- Denied


@app.get("/x", dependencies=[Depends(check)])
def x(): ...
