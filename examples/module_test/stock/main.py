"""Stock: how much there is of an item."""

from __future__ import annotations

import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PORT = 18101
SHELF = {"tea": 40, "salt": 3}


class Stock(BaseHTTPRequestHandler):
    """Answers GET /health and GET /stock/{item}."""

    def do_GET(self) -> None:
        """Answer one question."""
        item = self.path.removeprefix("/stock/")
        if self.path == "/health":
            self.answer(200, {"status": "ok"})
        elif item in SHELF:
            self.answer(200, {"item": item, "count": SHELF[item]})
        else:
            self.answer(404, {"error": "no such item"})

    def answer(self, status: int, said: dict[str, object]) -> None:
        """Send a status and some JSON, which nobody may keep."""
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    ThreadingHTTPServer((os.environ.get("HOST", "127.0.0.1"), PORT), Stock).serve_forever()
