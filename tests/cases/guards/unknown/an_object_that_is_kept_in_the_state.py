from fastapi import Depends, FastAPI, Request

app = FastAPI()


def check(request: Request):
    request.app.state.auth.verify(request)  # <- what the program put there


@app.get("/x", dependencies=[Depends(check)])
def x(): ...
