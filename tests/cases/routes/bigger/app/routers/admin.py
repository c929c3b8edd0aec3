from ..core.config import settings
from fastapi import APIRouter

router = APIRouter()


@router.get(f"/{settings.VERSION}/stats")
def stats(): ...
