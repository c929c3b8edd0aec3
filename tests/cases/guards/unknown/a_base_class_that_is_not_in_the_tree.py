from fastapi import Depends, FastAPI
from thirdparty import Authenticated

app = FastAPI()


class User(Authenticated):
    name: str = ""


@app.get("/x")
def x(user: User = Depends()): ...  # <- thirdparty.Authenticated
