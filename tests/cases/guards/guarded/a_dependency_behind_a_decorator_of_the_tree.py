import functools

from fastapi import Depends, FastAPI, HTTPException

app = FastAPI()


def logged(function):
    @functools.wraps(function)
    async def inner(*args, **kwargs):
        return await function(*args, **kwargs)

    return inner


@logged
async def check():
    raise HTTPException(401)


@app.get("/x", dependencies=[Depends(check)])
def x(): ...
