import os

from fastapi import Depends, FastAPI, HTTPException

app = FastAPI()


def strict():
    raise HTTPException(401)


def lax(): ...


if os.environ.get("STRICT"):  # <- condition
    check = strict
else:
    check = lax


@app.get("/x", dependencies=[Depends(check)])
def x(): ...
