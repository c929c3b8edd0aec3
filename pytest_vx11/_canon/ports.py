"""A port as the canon writes it: Compose's short form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address

_RANGE = r"[0-9]{1,5}(?:-[0-9]{1,5})?"
_PORT = re.compile(
    rf"(?:(?:(?P<ip>\[[0-9a-fA-F:.]+\]|[0-9.]+):)?(?P<published>{_RANGE})?:)?(?P<target>{_RANGE})(?:/(?P<protocol>tcp|udp|sctp))?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One port that must be published. None makes no claim."""

    target: int
    published: int | None
    host_ip: str | None
    protocol: str

    def __str__(self) -> str:
        ip = (
            f"[{self.host_ip}]:" if self.host_ip and ":" in self.host_ip else f"{self.host_ip}:" if self.host_ip else ""
        )
        published = f"{ip}{self.published or ''}:" if self.published or ip else ""
        return f"{published}{self.target}{'' if self.protocol == 'tcp' else f'/{self.protocol}'}"


def parse_ports(text: str) -> list[Wanted]:
    """Return the ports that `8000`, `8000:80`, `127.0.0.1:8000-8002:8000-8002/tcp` says.

    Raises ValueError for what is no such text.
    """
    match = _PORT.fullmatch(text)
    if match is None:
        raise ValueError(f'"{text}" is no port: write 8000, "8000:8000" or "127.0.0.1:9443:443/tcp"')
    targets, published = _range(match["target"]), _range(match["published"]) if match["published"] else None
    if published is not None and len(published) != len(targets):
        raise ValueError(f'"{text}": the two ranges are not of one length')
    ip = _address(match["ip"].strip("[]")) if match["ip"] else None
    return [
        Wanted(target, published[index] if published else None, ip, match["protocol"] or "tcp")
        for index, target in enumerate(targets)
    ]


def _address(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        raise ValueError(f'"{text}" is no IP address') from None


def _range(text: str) -> list[int]:
    first, _, last = text.partition("-")
    start, end = int(first), int(last or first)
    if not 0 < start <= end <= 65535:
        raise ValueError(f'"{text}" is no port from 1 to 65535, nor a range of them')
    return list(range(start, end + 1))
