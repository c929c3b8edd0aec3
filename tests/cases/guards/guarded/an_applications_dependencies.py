from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
import thirdparty

app = FastAPI()


def d():
    raise HTTPException(403)


app = FastAPI(dependencies=[Depends(d)])


@app.get("/x")
def x(): ...
