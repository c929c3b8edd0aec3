from fastapi import FastAPI
from thirdparty import auth

app = FastAPI()
app.user_middleware.insert(0, auth)  # <- changed by hand


@app.get("/x")
def x(): ...
