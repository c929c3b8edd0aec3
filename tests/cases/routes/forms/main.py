from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Header, WebSocket
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.staticfiles import StaticFiles

PREFIX = "/v1"
NAME = "things"
METHODS = ["GET", "post"]

app = FastAPI(title="forms", root_path="/outside")
router = APIRouter(prefix=PREFIX)


@app.get("/health", include_in_schema=False)
@app.head("/health")
async def health():
    return {}


@app.post(f"{PREFIX}/{NAME}")
def make(): ...


@app.put(PREFIX + "/" + NAME + "/{thing_id:int}")
def replace(thing_id: int): ...


@app.patch(path="/patched")
def patch(): ...


@app.delete("/gone")
@app.options("/gone")
@app.trace("/gone")
def gone(): ...


@app.api_route("/many", methods=METHODS)
def many(): ...


@app.api_route("/one")
def one(): ...


@app.websocket("/ws")
async def ws(socket: WebSocket): ...


@router.get("")
def bare(): ...


@router.get("/")
def slash(): ...


@router.websocket("/ws")
async def inner_ws(socket: WebSocket): ...


def added(item: str, agent: Annotated[str | None, Header()] = None): ...


def plain(request: Request):
    return PlainTextResponse("plain")


async def plain_ws(socket: WebSocket): ...


app.add_api_route("/added/{item}", added, methods=["DELETE", "GET"])
app.add_api_route(path="/also/{item}", endpoint=added)
app.add_route("/plain", plain)
app.add_route("/plain-post", plain, ["POST"])
router.add_route("/plain-inside", plain)
router.add_websocket_route("/plain-ws", plain_ws)
app.add_api_websocket_route("/api-ws", ws)
app.router.add_api_route("/by-router", make)
app.include_router(router)
app.mount("/static", StaticFiles(directory=".", check_dir=False), name="static")

sub = FastAPI(openapi_url=None)


@sub.get("/inside")
def inside(): ...


app.mount("/sub", sub)

for name in ("red", "green"):
    app.add_api_route(f"/colour/{name}", make, methods=["GET"])

[app.add_api_route("/shape/" + shape, make, dependencies=[Depends(lambda: None)]) for shape in ("round", "flat")]
