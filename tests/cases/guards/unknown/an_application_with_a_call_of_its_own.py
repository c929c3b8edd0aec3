from fastapi import FastAPI


class App(FastAPI):  # <- call of its own
    async def __call__(self, scope, receive, send):
        await super().__call__(scope, receive, send)


app = App()


@app.get("/x")
def x(): ...
