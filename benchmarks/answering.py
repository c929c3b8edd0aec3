"""A server that answers at once, so that what is measured is whoever asks: `python -m benchmarks.answering`.

It prints its port, and ends with its input. `/health` is well, and so is everything else.
"""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import suppress


def thing(number: int) -> dict[str, object]:
    """Return what `/things/{number}` answers."""
    return {"id": number, "name": f"thing {number}", "state": "ok", "tags": ["small", "blue"]}


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            name = head.split(b" ", 2)[1].rpartition(b"/")[2]
            body = json.dumps(thing(int(name)) if name.isdigit() else {"status": "ok"}).encode()
            lines = ["HTTP/1.1 200 OK", "Content-Type: application/json", f"Content-Length: {len(body)}", "", ""]
            writer.write("\r\n".join(lines).encode() + body)
    writer.close()


async def _until_input_ends() -> None:
    server = await asyncio.start_server(_serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(_until_input_ends())
