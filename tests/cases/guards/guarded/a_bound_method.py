from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
import thirdparty

app = FastAPI()


class A:
    def check(self):
        raise HTTPException(401)


a = A()


@app.get("/x")
def x(u=Depends(a.check)): ...
