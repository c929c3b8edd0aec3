from fastapi import Depends, FastAPI, HTTPException, Request, status

app = FastAPI()


class Forbidden(HTTPException):
    status_code = status.HTTP_403_FORBIDDEN

    def __init__(self, detail="no"):
        super().__init__(self.status_code, detail)


class Base:
    def __call__(self, request: Request):
        if not self.allows(request):
            self.refuse()

    def allows(self, request):
        return False

    def refuse(self):
        raise Forbidden("really")


class Permission(Base):
    def allows(self, request):
        return bool(request.headers.get("x"))


@app.get("/x", dependencies=[Depends(Permission())])
def x(): ...
