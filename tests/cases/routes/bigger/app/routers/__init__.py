from . import nested
from .admin import router as admin_router

__all__ = ["admin_router", "nested"]
