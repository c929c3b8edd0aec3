from starlette.applications import Starlette
from starlette.endpoints import HTTPEndpoint
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route, WebSocketRoute


def home(request):
    return PlainTextResponse("home")


class Thing(HTTPEndpoint):
    async def get(self, request):
        return PlainTextResponse("thing")

    async def post(self, request):
        return PlainTextResponse("made", status_code=201)


async def live(websocket): ...


inner = [Route("/leaf/{name:path}", home, methods=["PUT"])]

routes = [
    Route("/", home),
    Route("/thing", Thing),
    WebSocketRoute("/live", live),
    Mount("/below", routes=inner),
]
routes.append(Route("/late", endpoint=home, methods=["get"]))

app = Starlette(debug=False, routes=routes)
