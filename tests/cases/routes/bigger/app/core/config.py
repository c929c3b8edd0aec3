from functools import lru_cache

from pydantic import BaseModel, Field


class Settings(BaseModel):
    TITLE: str = "bigger"
    VERSION: str = "v2"
    API: str = Field("/api/v2", description="where it all begins")


settings = Settings()


@lru_cache
def get_settings() -> Settings:
    return settings
