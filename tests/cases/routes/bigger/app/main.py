import app.routers.users as people
from app.core.config import get_settings, settings
from fastapi import FastAPI

from . import routers
from .routers import admin_router as administration
from .routers import items

application = FastAPI(title=settings.TITLE)

for each in [people.router, items.router]:
    application.include_router(each, prefix=settings.API)

application.include_router(administration, prefix=get_settings().API + "/admin")
application.include_router(administration, prefix="/old-admin")
application.include_router(routers.nested.router)

app = application
