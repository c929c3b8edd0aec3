"""What can be wrong with an endpoint, in words."""

from __future__ import annotations

from pytest_vx11._checks.code import Code
from pytest_vx11._facets.shared.running import IS_DOWN

CODES = (
    Code(
        code="VX170",
        title="an endpoint is not declared",
        titles={"es": "un endpoint no está declarado"},
        text="The application's source declares no route with this method and path. Parameter names and converters do "
        "not tell two routes apart; a slash at the end does.",
        example="GET /vx11/status: {}, and the source declares POST /vx11/status",
    ),
    Code(
        code="VX171",
        title="a route that the canon does not name",
        titles={"es": "una ruta de la aplicación que el canon no nombra"},
        text="`undeclared_endpoints: drift` asks that every route of the source be named. HEAD, OPTIONS and the "
        "framework's own /docs, /redoc and /openapi.json do not count.",
        example="undeclared_endpoints: drift, and the source declares GET /debug/dump",
    ),
    Code(
        code="VX172",
        title="a route is not guarded",
        titles={"es": "una ruta de la aplicación no está protegida"},
        text="`auth: required` asks for a guard in the source: a dependency of the route, its router or the application "
        "that answers 401 or 403.",
        example="POST /operator/chat: {auth: required}, and the route has no dependency",
    ),
    Code(
        code="VX173",
        title="a route is guarded that should be open",
        titles={"es": "una ruta de la aplicación que debería ser abierta está protegida"},
        text="`auth: open` asks that the route answer without a token, and a dependency of it answers 401 or 403.",
        example="GET /health: {auth: open}, and the application has dependencies=[Depends(check_token)]",
    ),
    IS_DOWN,
    Code(
        code="VX270",
        title="an endpoint answers with another status",
        titles={"es": "un endpoint responde con otro código de estado"},
        text="The service was asked, with the token unless the canon says `auth: open`, and answered with a status that "
        "the canon does not allow. Without `status` any 2xx or 3xx will do. Redirects are answers, and not followed.",
        example="GET /vx11/status: {status: 200}, and the service answers 500",
    ),
    Code(
        code="VX271",
        title="a service serves a route that the canon does not name",
        titles={"es": "un servicio sirve una ruta que el canon no nombra"},
        text="`undeclared_endpoints: drift` asks that every route be named, and /openapi.json of the service lists another.",
        example="undeclared_endpoints: drift, and /openapi.json lists GET /debug/dump",
    ),
    Code(
        code="VX272",
        title="a guarded endpoint lets somebody in",
        titles={"es": "un endpoint protegido deja entrar a alguien"},
        text="`auth: required` asks for 401 or 403 without a token, and with a wrong one. Any other answer, a 422 or a "
        "404 too, shows that the request was looked at before its token was.",
        example="POST /operator/chat: {auth: required}, and the service answers 200 without a token",
    ),
    Code(
        code="VX273",
        title="an open endpoint asks for a token",
        titles={"es": "un endpoint abierto pide un token"},
        text="`auth: open` asks that the endpoint answer without a token, and it answers 401 or 403.",
        example="GET /health: {auth: open}, and the service answers 401",
    ),
    Code(
        code="VX274",
        valued=False,
        title="an endpoint answers another body",
        titles={"es": "un endpoint responde con otro cuerpo"},
        text="`body` is a subset match: keys and items that the canon does not name may be there, lists in any order. "
        "The key names the place that is not as it should be; what was found there does not count, as it may differ each "
        "time.",
        example='GET /health: {body: {status: ok}}, and the service answers {"status": "starting"}',
    ),
    Code(
        code="VX275",
        title="an answer does not fit its JSON Schema",
        titles={"es": "una respuesta no cumple su JSON Schema"},
        text="`schema` names a JSON Schema beside the canon, or is one; the answer breaks it, or is no JSON.",
        example="GET /vx11/status: {schema: schemas/status.json}, and the answer lacks `summary`",
    ),
    Code(
        code="VX276",
        title="an answer's header is not the canon's",
        titles={"es": "una cabecera de una respuesta no es la del canon"},
        text="`headers` names headers that the answer must have; the parameters of a value count where the canon has some.",
        example="GET /: {headers: {content-type: text/html}}, and the answer is text/plain",
    ),
    Code(
        code="VX277",
        valued=False,
        title="an endpoint is too slow",
        titles={"es": "un endpoint es demasiado lento"},
        text="`latency` is the longest time of the best of three answers, asked one by one when nothing else is asked.",
        example="GET /vx11/status: {latency: 500ms}, and the best of three takes 812 ms",
    ),
    Code(
        code="VX278",
        valued=False,
        title="an endpoint gives no proper answer",
        titles={"es": "un endpoint no da una respuesta correcta"},
        text="The connection was taken, and what came is no whole HTTP answer: nothing in 10 seconds, a body that does "
        "not end or ends too early, an encoding that is broken, or no HTTP at all.",
        example="GET /report: {}, and the body ends after 512 of the 2048 bytes that it announces",
    ),
    Code(
        code="VX279",
        valued=False,
        title="a WebSocket does not open, or does not say what it should",
        titles={"es": "un WebSocket no se abre, o no dice lo que debería"},
        text="The handshake fails, or no message within five seconds holds what `expect` names.",
        example="WS /ws: {send: {hello: 1}, expect: {hello: 1}}, and only a greeting comes",
    ),
)
