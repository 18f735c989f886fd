"""Certificates for tests: an authority of their own, and a certificate that it signed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tasks.workers.scheduler import Certificates

NOW = datetime.now(UTC)


def write_certificates(folder: Path) -> Certificates:
    """A new authority and a certificate with its key, as files in the folder, which is made."""
    authority, node = generate_private_key(SECP256R1()), generate_private_key(SECP256R1())
    files = Certificates(*(folder / f"{name}.pem" for name in ("ca", "cert", "key")))
    folder.mkdir()
    files.authority.write_bytes(build_certificate("authority", authority, authority))
    files.certificate.write_bytes(build_certificate("node", node, authority))
    files.key.write_bytes(node.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return files


def build_certificate(name: str, key: EllipticCurvePrivateKey, authority: EllipticCurvePrivateKey) -> bytes:
    """A certificate of a day for that key, signed by the authority."""
    subject, issuer = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, one)]) for one in (name, "authority"))
    builder = x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(NOW - timedelta(hours=1)).not_valid_after(NOW + timedelta(days=1))
    builder = builder.add_extension(x509.BasicConstraints(ca=key is authority, path_length=None), critical=True)
    return builder.sign(authority, SHA256()).public_bytes(Encoding.PEM)
