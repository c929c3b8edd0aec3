from fastapi import APIRouter

router = APIRouter(prefix="/users", tags=["users"])


@router.get("/")
def every(): ...


@router.get("/{user_id}")
def one(user_id: int): ...
