from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
import thirdparty

app = FastAPI()
from sqlalchemy.orm import sessionmaker

make = sessionmaker()


def d():
    s = make()
    try:
        yield s
    finally:
        s.close()


@app.get("/x")
def x(s=Depends(d)):
    s.execute("x")
