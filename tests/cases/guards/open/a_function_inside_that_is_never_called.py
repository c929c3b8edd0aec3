from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
import thirdparty

app = FastAPI()


def d():
    def never():
        raise HTTPException(401)


@app.get("/x")
def x(q=Depends(d)): ...
