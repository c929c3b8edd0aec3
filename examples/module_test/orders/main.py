"""Orders: takes an order where the stock has enough."""

from __future__ import annotations

import json
import os
import sqlite3
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

PORT = 18100
STOCK = os.environ.get("STOCK_URL", "http://127.0.0.1:18101")
BOOK = sqlite3.connect(":memory:")


class Orders(BaseHTTPRequestHandler):
    """Answers GET /health and POST /orders."""

    def do_GET(self) -> None:
        """Tell that it is up."""
        known = self.path == "/health"
        self.answer(200 if known else 404, {"status": "ok"} if known else {"error": "no such page"})

    def do_POST(self) -> None:
        """Take an order: 201, or 409 where there is not enough."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        item, count = asked["item"], asked["count"]
        if in_stock(item) < count:
            BOOK.execute("insert into refusals (item, why) values (?, 'not enough')", (item,))
            self.answer(409, {"error": f"not enough {item}"})
        else:
            taken = BOOK.execute("insert into orders (item, count) values (?, ?)", (item, count))
            self.answer(201, {"id": taken.lastrowid, "item": item, "count": count})

    def answer(self, status: int, said: dict[str, Any]) -> None:
        """Send a status and some JSON, which nobody may keep."""
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def in_stock(item: str) -> int:
    """Return how much the stock says that there is; 0 of what it does not know."""
    try:
        with urllib.request.urlopen(f"{STOCK}/stock/{item}", timeout=5) as answer:
            return int(json.load(answer)["count"])
    except urllib.error.HTTPError:
        return 0


if __name__ == "__main__":
    BOOK.executescript(Path(__file__).with_name("schema.sql").read_text(encoding="utf-8"))
    HTTPServer((os.environ.get("HOST", "127.0.0.1"), PORT), Orders).serve_forever()
