from fastapi import APIRouter

options = {"prefix": "/items", "tags": ["items"]}
router = APIRouter(**options)


class Paths:
    ONE = "/{item}"


@router.post(Paths.ONE)
def make(item: str): ...
