from fastapi import Depends, FastAPI
from thirdparty import handlers

app = FastAPI(exception_handlers=handlers)


class Denied(Exception): ...


def check():
    raise Denied()  # <- Denied


@app.get("/x", dependencies=[Depends(check)])
def x(): ...
