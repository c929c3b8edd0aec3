from fastapi import APIRouter

router = APIRouter(prefix="/outer")
inner = APIRouter(prefix="/inner")
innermost = APIRouter()


@innermost.get("/leaf")
def leaf(): ...


inner.include_router(innermost, prefix="/deep")
router.include_router(inner, prefix="/between")
