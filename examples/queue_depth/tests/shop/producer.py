"""Sends in three jobs and a beat, and then is up: `python producer.py PORT REDIS_PORT`."""

from __future__ import annotations

import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

from redis import Redis
from redis.backoff import ConstantBackoff
from redis.exceptions import ConnectionError as NotThereYet
from redis.retry import Retry

JOBS = 3


def main(port: int, redis_port: int) -> None:
    """Send in, and serve until it is ended."""
    # The Redis has begun to start when this begins.
    patient = Retry(ConstantBackoff(0.1), 100, (NotThereYet,))
    with Redis("127.0.0.1", redis_port, retry=patient, retry_on_error=[NotThereYet]) as redis:
        redis.rpush("jobs", *(f"job {number}" for number in range(JOBS)))
        redis.rpush("beat", "now")
    HTTPServer(("127.0.0.1", port), BaseHTTPRequestHandler).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
