"""The private certificate authority of one sandbox process, and the TLS contexts of its listeners.

A folder given by the caller keeps the authority's key and certificate from one start to the next, so that a publisher
trusts a standing space once; server certificates are made afresh at every start.
"""

import datetime as dt
import ipaddress
import os
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from sandbox.hooks import CertificateKind

TRUST_STORE_PASSWORD = b"changeit"  # the password every Java tool assumes; the store holds nothing secret
HOST_NAMES = ("localhost",)
HOST_ADDRESSES = ("127.0.0.1", "::1")
_DAY = dt.timedelta(days=1)
_VALIDITY: dict[CertificateKind, tuple[dt.timedelta, dt.timedelta]] = {
    "valid": (-_DAY, 90 * _DAY),
    "expired": (-91 * _DAY, -_DAY),
}


class WitnessedTls(ssl.SSLObject):
    """A TLS session that remembers whether a ClientHello was read whole."""

    hello: bool = False


@dataclass(frozen=True)
class Authority:
    """A root certificate with its key, and the folder in which its files live."""

    folder: Path
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    now: Callable[[], dt.datetime]

    @property
    def ca_bundle(self) -> Path:
        """Return the PEM file that clients are told to trust."""
        return self.folder / "ca.pem"

    @property
    def ca_p12(self) -> Path:
        """Return the PKCS#12 trust store (password `changeit`), for Java."""
        return self.folder / "ca.p12"

    def server_context(self, kind: CertificateKind) -> ssl.SSLContext:
        """Return a context that presents a certificate of that kind: TLS 1.2 at least, HTTP/1.1, no session tickets."""
        chain = self._write_leaf(kind)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.options |= ssl.OP_NO_TICKET | ssl.OP_NO_RENEGOTIATION | ssl.OP_NO_COMPRESSION
        context.num_tickets = 0  # a ticket left unread would turn an orderly close of the client into a reset
        context.set_alpn_protocols(["http/1.1"])
        context.load_cert_chain(chain)
        context.sslobject_class = WitnessedTls
        context.sni_callback = _note_hello
        return context

    def _write_leaf(self, kind: CertificateKind) -> Path:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._sign_leaf(key, kind)
        chain = self.folder / f"leaf-{kind}.pem"
        pem = _key_pem(key) + certificate.public_bytes(serialization.Encoding.PEM)
        _write_private(chain, pem)
        return chain

    def _sign_leaf(self, key: ec.EllipticCurvePrivateKey, kind: CertificateKind) -> x509.Certificate:
        begins, ends = _VALIDITY[kind]
        names: list[x509.GeneralName] = [x509.DNSName(name) for name in HOST_NAMES]
        names += [x509.IPAddress(ipaddress.ip_address(address)) for address in HOST_ADDRESSES]
        issuer_key = x509.SubjectKeyIdentifier.from_public_key(self.key.public_key())
        return (
            x509.CertificateBuilder()
            .subject_name(_name("Mock health space"))
            .issuer_name(self.certificate.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.now() + begins)
            .not_valid_after(self.now() + ends)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_key_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(issuer_key), critical=False)
            .sign(self.key, hashes.SHA256())
        )


def open_authority(folder: Path, *, now: Callable[[], dt.datetime] | None = None) -> Authority:
    """Return the authority kept in `folder`, made there if the folder holds none."""
    clock = now or _utc_now
    folder.mkdir(parents=True, exist_ok=True, mode=0o755)
    key_file, certificate_file = folder / "ca.key", folder / "ca.pem"
    if not (key_file.exists() and certificate_file.exists()):
        _make_root(folder, clock())
    key = serialization.load_pem_private_key(key_file.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{key_file}: not the elliptic-curve key of an authority of ours")
    certificate = x509.load_pem_x509_certificate(certificate_file.read_bytes())
    return Authority(folder, certificate, key, clock)


def _make_root(folder: Path, moment: dt.datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("Mock health space authority")
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - _DAY)
        .not_valid_after(moment + 3650 * _DAY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write_private(folder / "ca.key", _key_pem(key))
    (folder / "ca.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    store = pkcs12.serialize_java_truststore(
        [pkcs12.PKCS12Certificate(certificate, b"mock health space")], BestAvailableEncryption(TRUST_STORE_PASSWORD)
    )
    (folder / "ca.p12").write_bytes(store)


def _note_hello(session: ssl.SSLObject, _server_name: str | None, _context: ssl.SSLContext) -> None:
    """OpenSSL calls this once it has read a ClientHello, named host or not."""
    if isinstance(session, WitnessedTls):
        session.hello = True


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Poinçon sandbox"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write_private(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
