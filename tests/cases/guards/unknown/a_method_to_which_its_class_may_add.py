from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
import thirdparty

app = FastAPI()


@thirdparty.cbv(app)
class C:
    @app.get("/x")
    def x(self): ...  # <- method
