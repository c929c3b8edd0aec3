from fastapi import APIRouter, FastAPI
from thirdparty import AuthRoute

app = FastAPI()
router = APIRouter(route_class=AuthRoute)  # <- class of its own


@router.get("/x")
def x(): ...


app.include_router(router)
