from fastapi import APIRouter, FastAPI


class Prefixed(APIRouter):
    def __init__(self, name: str, **options):
        super().__init__(prefix=f"/{name}", **options)

    def add_api_route(self, path, endpoint, **options):
        super().add_api_route(path, endpoint, **options)
        super().add_api_route(path + "/again", endpoint, **options)


class Base:
    path = "/base"

    def __init__(self):
        self.router = APIRouter()
        self.router.add_api_route(self.path, self.read, methods=["GET"])

    def read(self):
        return {}


class Other(Base):
    path = "/other"

    def __init__(self):
        super().__init__()
        self.router.add_api_route("/more", self.write, methods=["POST"])

    def write(self): ...


class Server(FastAPI):
    pass


def answer(): ...


app = Server()
app.include_router(Base().router)
app.include_router(Other().router, prefix="/under")
prefixed = Prefixed("named", tags=["x"])
prefixed.add_api_route("/it", answer, methods=["GET"])
app.include_router(prefixed)
