import logging

from fastapi import APIRouter, FastAPI

logger = logging.getLogger(__name__)
ROUTERS: list[APIRouter] = []
api = APIRouter(prefix="/api")
ROUTERS.append(api)


@api.get("/ping")
def ping(): ...


def register(app: FastAPI, *, prefix: str = "/default") -> None:
    for router in ROUTERS:
        app.include_router(router, prefix=prefix)


def create_app(debug: bool = False) -> FastAPI:
    if debug:
        logger.setLevel(logging.DEBUG)
    app = FastAPI(debug=debug)
    register(app)
    register(app, prefix="/second")

    @app.get("/inner")
    def inner(): ...

    return app


app = create_app()
