"""What is known by name of packages outside of the tree."""

from __future__ import annotations

import sys

#: These are always the installed ones, whatever folders the tree has.
FRAMEWORKS = frozenset({"fastapi", "starlette", "pydantic", "pydantic_settings", "typing", "typing_extensions"})

#: Packages of which none raises an HTTPException for the program: what they are called for is no guard.
_BYSTANDERS = frozenset({
    "builtins", "types", "fastapi", "starlette", "pydantic", "pydantic_core", "pydantic_settings", "sqlalchemy",
    "sqlmodel", "alembic", "asyncpg", "aiosqlite", "psycopg", "psycopg2", "pymysql", "aiomysql", "pymongo", "motor",
    "beanie", "odmantic", "bson", "tortoise", "databases", "peewee", "redis", "aioredis", "fakeredis", "jose",
    "jwt", "passlib", "pwdlib", "bcrypt", "argon2", "itsdangerous", "cryptography", "httpx", "requests", "aiohttp",
    "urllib3", "websockets", "loguru", "structlog", "orjson", "ujson", "msgpack", "yaml", "dotenv", "jinja2",
    "markdown", "celery", "kombu", "pika", "aio_pika", "aiokafka", "confluent_kafka", "boto3", "botocore", "google",
    "minio", "elasticsearch", "openai", "anthropic", "numpy", "pandas", "prometheus_client", "opentelemetry",
    "sentry_sdk", "anyio", "tenacity", "cachetools", "dateutil", "pytz", "emails", "email_validator",
    "phonenumbers", "uvicorn", "docker", "psutil", "slugify", "aiofiles", "typing_extensions", "multipart",
    "python_multipart", "PIL",
})  # fmt: skip


def is_outside(package: str) -> bool:
    """Tell whether a package is the standard library's, or one that is known and takes no part in who may pass.

    A file of the tree may have the same name, and yet such a name most often means the package: `import logging`
    beside a `logging.py` does.
    """
    return package in _BYSTANDERS or package in sys.stdlib_module_names
