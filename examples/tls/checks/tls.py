"""The facet `tls`: the certificate that a service must have, and serve.

    services:
      web:
        port: 8443
        tls: {certificate: certs/web.pem, names: [shop.example], days: 30}

Declared: the certificate of the tree is good for every name, and for as many days yet. Running: the service's port serves
that very certificate over TLS, and it is good. Who signed it is not looked at: ask that where the roots are known.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from pytest_vx11 import (
    Canon,
    Check,
    Code,
    Facet,
    Finding,
    Judged,
    Need,
    Place,
    Problem,
    SchemaPart,
    Sight,
    SourceError,
    Unseen,
    Witness,
    needs,
    schema,
)

#: Seconds, to connect and then to shake hands.
PATIENCE = 5.0

CODES = (
    Code(
        code="TLS1",
        title="the certificate is not for a name that the canon wants",
        text="Whoever asks for that name is warned, or turns away. Names are those of the subject alternative names; the "
        "common name has not counted for years.",
        example="names: [shop.example], and the certificate is for www.shop.example alone",
    ),
    Code(
        code="TLS2",
        title="the certificate is not good today",
        text="It is over, or begins later. Every client refuses it.",
        example="the certificate of the tree was good until 2026-01-31",
    ),
    Code(
        code="TLS3",
        title="the certificate is over soon",
        text="Fewer days are left than the canon wants: have it made anew before it is over.",
        example="days: 30, and the certificate is good for 12 more",
    ),
    Code(
        code="TLS4",
        title="the service serves another certificate than the tree has",
        text="The tree was changed and the service still has the old one: it reads its certificate when it starts. Or it "
        "reads another file. Names and days are not looked at then.",
        example="certificate: certs/web.pem, which was renewed, and web was not started again",
        # What it found of names and days before it finds no more meanwhile.
        masks=True,
    ),
    Code(
        code="TLS5",
        title="the service speaks no TLS",
        text="Something takes connections at its port, and answers a client that begins TLS in another way.",
        example="tls: {certificate: certs/web.pem}, and web answers plain HTTP",
        # What is found is how the library tells of it, which differs from version to version.
        valued=False,
        masks=True,
    ),
)

HINTS = {
    "TLS1": "have it made for that name as well, or take the name out of the canon",
    "TLS2": "have it made anew",
    "TLS3": "have it made anew before it is over",
    "TLS4": "start the service again, or see which file it reads",
    "TLS5": "give the service its certificate and its key",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What is to be known of a certificate: plain data, so that a test can make one up."""

    names: tuple[str, ...]
    begins: datetime
    ends: datetime
    fingerprint: str
    """SHA-256 of the whole, in hexadecimal digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What a port answered to whoever began TLS."""

    certificate: Certificate | None
    """None where it speaks no TLS, and `says` tells how it answered."""
    says: str = ""


@dataclass(frozen=True, slots=True)
class InTree(Need[Certificate]):
    """The certificate in a file of the tree; of several in it the first one, which is the service's own."""

    root: str
    path: str
    title: ClassVar[str] = "certificates of the tree"

    def look(self, sight: Sight) -> Certificate:
        """Read it; raises SourceError where the file is missing, or holds no certificate."""
        file = sight.see(needs.file(self.root, self.path))
        try:
            return certificate(x509.load_pem_x509_certificates(file.data)[0])
        except ValueError as error:
            raise SourceError([Problem(file.place, "holds no certificate in PEM")]) from error


@dataclass(frozen=True, slots=True)
class AtPort(Need[Served]):
    """The certificate that the first port of a service serves, to whoever asks for `name`."""

    system: str
    service: str
    name: str | None
    title: ClassVar[str] = "certificates that are served"

    def look(self, sight: Sight) -> Served:
        """Connect and shake hands, verifying nothing; raises Unseen where nobody answers in time."""
        host, port = sight.see(needs.live(self.system)).address(self.service)
        try:
            with socket.create_connection((host, port), PATIENCE) as plain:
                return self._shake(plain)
        except OSError as error:
            raise Unseen(f"port {port} of {self.service} cannot be asked: {error}") from error
        except ValueError as error:
            raise Unseen(f"what port {port} of {self.service} serves cannot be read: {error}") from error

    def _shake(self, plain: socket.socket) -> Served:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        # What is served is wanted, whatever it is: it is judged by the canon, and nothing is sent.
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        # Of a handshake the timeout is that of the whole (Python documentation, SSLSocket.do_handshake).
        plain.settimeout(PATIENCE)
        try:
            with context.wrap_socket(plain, server_hostname=self.name) as wrapped:
                served = wrapped.getpeercert(binary_form=True)
        except (ssl.SSLError, ConnectionResetError) as error:
            return Served(certificate=None, says=str(error))
        assert served is not None, "a server that shakes hands has a certificate"
        return Served(certificate=certificate(x509.load_der_x509_certificate(served)))


def certificate(read: x509.Certificate) -> Certificate:
    """Return what is to be known of a certificate."""
    try:
        said = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        names: list[Any] = []
    else:
        names = [*said.get_values_for_type(x509.DNSName), *said.get_values_for_type(x509.IPAddress)]
    return Certificate(
        names=tuple(str(name) for name in names),
        begins=read.not_valid_before_utc,
        ends=read.not_valid_after_utc,
        fingerprint=read.fingerprint(hashes.SHA256()).hex(),
    )


class Tls(Facet):
    """`tls: {certificate: certs/web.pem, names: [shop.example], days: 30}` of a service."""

    name = "tls"
    schema = SchemaPart(
        service={
            "tls": schema.described(
                "The certificate that it must serve.",
                schema.keys(
                    "a certificate",
                    {
                        "certificate": schema.described("Its file in the tree, PEM.", schema.PATH),
                        "names": schema.described("What it must be good for.", schema.some(schema.text("a name"))),
                        "days": schema.described("How long it must be good yet.", schema.whole("days from 1", 1)),
                    },
                    required=("certificate",),
                ),
            )
        }
    )
    codes = CODES

    def examine(self, canon: Canon) -> Iterable[Problem]:
        """A service that has no port serves nothing."""
        for service in canon.services.values():
            said = service.stated("tls")
            if said and not service.ports:
                yield Problem(said.at, f"services.{service.name}.tls: the service has no port", "give it one")

    def plan(self, canon: Canon) -> Iterator[Check]:
        """Two checks a certificate: what the tree has, and what is served."""
        for service in canon.services.values():
            said = service.stated("tls")
            if said is None:
                continue
            path, names = str(said.value["certificate"]), said.value.get("names", [])
            tree = InTree(canon.root, path)
            # A client asks for one name, and a server may have a certificate for each.
            asked = next((str(name) for name in names if "*" not in str(name)), None)
            served = AtPort(canon.system, service.name, asked)
            expected, file = dict(said.value), Place(f"{canon.root}/{path}")
            for make, seen in ((self.declared, (tree, needs.now())), (self.running, (served, tree, needs.now()))):
                yield make(canon, path, expected, said.at, needs=seen, service=service.name, about=file)

    def judge(self, check: Check, sight: Sight) -> Judged:
        """Hold the certificate of the tree against the canon, or the one that is served against both."""
        if check.witness is Witness.DECLARED:
            tree, now = check.needs
            return _judged(check, sight.see(tree), sight.see(now))
        port, tree, now = check.needs
        served: Served = sight.see(port)
        if served.certificate is None:
            return Judged(findings=(_finding(check, "TLS5", f"{check.service} speaks no TLS", served.says),))
        if served.certificate.fingerprint != sight.see(tree).fingerprint:
            message = f"{check.service} serves another certificate than the tree has"
            return Judged(findings=(_finding(check, "TLS4", message, served.certificate.fingerprint),))
        return _judged(check, served.certificate, sight.see(now))


def _judged(check: Check, held: Certificate, now: datetime) -> Judged:
    findings = (*_names(check, held), *_days(check, held, now))
    return Judged(actual={"names": list(held.names), "ends": _day(held.ends)}, findings=findings, places=_places(check))


def _names(check: Check, held: Certificate) -> Iterator[Finding]:
    for name in map(str, check.expected.get("names", [])):
        if not any(covers(each, name) for each in held.names):
            message = f"the certificate of {check.service} is not for {name}"
            yield _finding(check, "TLS1", message, list(held.names), name)


def _days(check: Check, held: Certificate, now: datetime) -> Iterator[Finding]:
    left, wanted = held.ends - now, int(check.expected.get("days", 0))
    whose = f"the certificate of {check.service}"
    if not held.begins <= now <= held.ends:
        message = f"{whose} is good from {_day(held.begins)} to {_day(held.ends)}"
        yield _finding(check, "TLS2", message, _day(held.ends))
    elif left < timedelta(days=wanted):
        message = f"{whose} is good for {left.days} days yet, the canon wants {wanted}"
        yield _finding(check, "TLS3", message, _day(held.ends))


def covers(has: str, wanted: str) -> bool:
    """Tell whether a certificate's name stands for another one: `*` is the whole first label (RFC 9525, 6.3)."""
    has, wanted = has.lower(), wanted.lower()
    label, _, rest = wanted.partition(".")
    return has == wanted or (bool(label and rest) and has == f"*.{rest}")


def _finding(check: Check, code: str, message: str, actual: Any, *about: str) -> Finding:
    # What the tree has and what is served are two things to mend, and to accept.
    where = "tree" if check.witness is Witness.DECLARED else "served"
    return Finding(
        code=code,
        subject=":".join((check.service, where, *about)),
        message=message,
        expected=check.expected,
        actual=actual,
        hint=HINTS[code],
        places=_places(check),
    )


def _places(check: Check) -> tuple[Place, ...]:
    """Return the file, of what the tree has; what is served has no place."""
    return (check.about,) if check.witness is Witness.DECLARED else ()


def _day(when: datetime) -> str:
    return f"{when:%Y-%m-%d}"
