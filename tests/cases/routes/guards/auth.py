import secrets
from functools import partial
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Header, HTTPException, Request, Security, status
from fastapi.security import APIKeyHeader, HTTPBearer, OAuth2PasswordBearer

DENIED = 403
no_entry = HTTPException(status_code=status.HTTP_401_UNAUTHORIZED, detail="no")
bearer = HTTPBearer()
shy = HTTPBearer(auto_error=False)
key = APIKeyHeader(name="X-Key")
scheme = OAuth2PasswordBearer(tokenUrl="token")


class Missing(HTTPException):
    def __init__(self, detail: str = "missing"):
        super().__init__(status_code=401, detail=detail)


class NotThere(HTTPException):
    def __init__(self):
        super().__init__(404)


def get_db():
    db = object()
    try:
        yield db
    finally:
        del db


def by_literal(x_token: str | None = Header(None)):
    if x_token is None or not secrets.compare_digest(x_token, "t"):
        raise HTTPException(401)


async def by_name(x_token: Annotated[str | None, Header()] = None):
    if not x_token:
        raise no_entry
    return x_token


def by_status(x_token: str | None = Header(None)):
    if x_token != "t":
        raise HTTPException(detail="x", status_code=HTTPStatus.FORBIDDEN)


def by_constant(request: Request):
    if request.headers.get("x-token") != "t":
        raise HTTPException(status_code=DENIED)


def by_class(request: Request):
    if "x-token" not in request.headers:
        raise Missing


def refuse(what: str):
    raise Missing(what)


def below(x_token: str | None = Header(None)):
    if x_token != "t":
        refuse("x")


def further_down(token: str = Depends(by_name)):
    return token


class Checker:
    def __init__(self, role: str):
        self.role = role

    def __call__(self, request: Request):
        self._check(request)

    def _check(self, request: Request):
        if request.headers.get("x-role") != self.role:
            raise HTTPException(403)


class Service:
    def verify(self, token: str | None):
        if token is None:
            raise HTTPException(401)


def get_service() -> Service:
    return Service()


def by_service(service: Service = Depends(get_service), x_token: str | None = Header(None)):
    service.verify(x_token)


def require(role: str):
    def inner(request: Request):
        if request.headers.get("x-role") != role:
            raise HTTPException(401, "no")

    return inner


def require_ready(role: str):
    return Depends(require(role))


class Common:
    def __init__(self, token: str = Depends(by_name), limit: int = 10):
        self.token = token


def not_found(item: int = 1):
    if item:
        raise NotThere()


def too_many():
    raise HTTPException(status.HTTP_429_TOO_MANY_REQUESTS)


with_partial = partial(by_literal)
User = Annotated[str, Depends(by_name)]
Again = Annotated[User, "documented"]
Secured = Annotated[str, Security(by_name, scopes=["me"])]
