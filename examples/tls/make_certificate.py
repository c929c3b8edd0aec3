"""Make a certificate that signs itself, and its key: `python make_certificate.py --days 90 shop.example`.

Writes certs/web.pem and certs/web.key, neither of which is to be committed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

CERTS = Path(__file__).parent / "certs"


def make(folder: Path, names: Sequence[str], days: float = 90, *, old: float = 1) -> Path:
    """Write web.pem and web.key into a folder, made where it is not there; return the certificate's path.

    It is good from `old` days ago until `days` from now, which may be past.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(timezone.utc)
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=old))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
        .sign(key, hashes.SHA256())
    )
    folder.mkdir(parents=True, exist_ok=True)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path, key_path = folder / "web.pem", folder / "web.key"
    key_path.touch(mode=0o600)
    key_path.write_bytes(secret)
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return path


def main() -> None:
    """Make what the command line asks for."""
    parser = argparse.ArgumentParser(description="Make certs/web.pem and its key.")
    parser.add_argument("names", nargs="*", default=["shop.example", "www.shop.example"], help="what it is good for")
    parser.add_argument("--days", type=float, default=90, help="for how long it is good")
    asked = parser.parse_args()
    sys.stdout.write(f"{make(CERTS, asked.names, asked.days)}\n")


if __name__ == "__main__":
    main()
