"""A page over TLS: `python web/main.py PORT [HOST]`, with the certificate and the key of the folder `certs`."""

from __future__ import annotations

import ssl
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CERTS = Path(__file__).parents[1] / "certs"


class Page(BaseHTTPRequestHandler):
    """Answers every GET with one line."""

    timeout = 10

    def do_GET(self) -> None:
        """Answer one question."""
        body = b"welcome\n"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    """A server that does not mind who only knocks."""

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002
        """Say in one line what went wrong with a connection."""
        sys.stderr.write(f"{client_address}: {sys.exc_info()[1]}\n")


def main(port: int, host: str = "127.0.0.1") -> None:
    """Serve until it is ended."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTS / "web.pem", CERTS / "web.key")
    server = Server((host, port), Page)
    # Hands are shaken in the thread of a connection, so that nobody can keep the others waiting.
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
