import logging

from fastapi import Depends, FastAPI, Query, Request
from pydantic import BaseModel

logger = logging.getLogger(__name__)
app = FastAPI()


class Page(BaseModel):
    size: int = 10
    number: int = 1


class Repository:
    def __init__(self, request: Request):
        self.request = request

    def first(self, page: Page):
        logger.info("page %s", page.number)
        return page.number * page.size


def page(size: int = Query(10), number: int = 1) -> Page:
    return Page(size=size, number=number)


def first(request: Request, page: Page = Depends(page), repository: Repository = Depends()):
    return repository.first(page)


@app.get("/x")
def x(first: int = Depends(first), q: str | None = None, tags: list[str] = Query([])): ...
