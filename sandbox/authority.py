"""The private certificate authority of one sandbox process, and the TLS contexts of its listeners.

A folder given by the caller keeps the authority's key and certificate from one start to the next, so that a publisher
trusts a standing space once; server certificates are made afresh at every start.
"""

import datetime as dt
import os
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

from sandbox.certificates import KINDS, Issuer, Leaves, context_of, make_root, weak_group
from sandbox.hooks import CertificateKind
from sandbox.place import Place

TRUST_STORE_PASSWORD = b"changeit"  # the password every Java tool assumes; the store holds nothing secret


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
    place: Place = field(default_factory=Place)
    _leaves: list[Leaves] = field(default_factory=list, repr=False)

    @property
    def ca_bundle(self) -> Path:
        """Return the PEM file that clients are told to trust."""
        return self.folder / "ca.pem"

    @property
    def ca_p12(self) -> Path:
        """Return the PKCS#12 trust store (password `changeit`), for Java."""
        return self.folder / "ca.p12"

    def server_context(self, kind: CertificateKind, *, asks: bool = False) -> ssl.SSLContext:
        """Return a context that presents itself as that kind: HTTP/1.1, no session tickets.

        Set `asks`, it asks for the client's certificate, and goes on without one; a certificate that it was not told
        of ends the handshake, as there is no way to leave that to whoever asked.
        """
        context = context_of(kind)
        if asks:
            context.verify_mode = ssl.CERT_OPTIONAL
            context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # each is known by itself, not by who signed it
        chain = self.folder / f"leaf-{kind}{'-asking' if asks else ''}.pem"
        _write_private(chain, self._maker().make(kind))
        context.load_cert_chain(chain)
        if KINDS[kind].weak_group:
            group = self.folder / "weak-group.pem"
            group.write_text(weak_group())
            context.load_dh_params(str(group))
        context.sslobject_class = WitnessedTls
        context.sni_callback = _note_hello
        return context

    def pem_for_an_app(self) -> str:
        """Return key and certificate, as PEM, with which an app of this machine can speak TLS itself."""
        return self._maker().make("valid").decode()

    def _maker(self) -> Leaves:
        if not self._leaves:
            self._leaves.append(Leaves(Issuer(self.certificate, self.key), self.now, self.place))
        return self._leaves[0]


class Contexts(dict[CertificateKind, ssl.SSLContext]):
    """The contexts of an authority, each made when it is first presented: most runs present one or two."""

    def __init__(self, authority: Authority, *, asks: bool = False) -> None:
        super().__init__()
        self._authority = authority
        self._asks = asks

    def __missing__(self, kind: CertificateKind) -> ssl.SSLContext:
        """Make the context of a kind."""
        self[kind] = self._authority.server_context(kind, asks=self._asks)
        return self[kind]


def open_authority(
    folder: Path, *, now: Callable[[], dt.datetime] | None = None, place: Place | None = None
) -> Authority:
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
    return Authority(folder, certificate, key, clock, place or Place())


def _make_root(folder: Path, moment: dt.datetime) -> None:
    certificate, key = make_root("Mock health space authority", moment)
    _write_private(folder / "ca.key", _key_pem(key))
    (folder / "ca.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    store = pkcs12.serialize_java_truststore(
        [pkcs12.PKCS12Certificate(certificate, b"mock health space")],
        BestAvailableEncryption(TRUST_STORE_PASSWORD),
    )
    (folder / "ca.p12").write_bytes(store)


def _note_hello(session: ssl.SSLObject, _server_name: str | None, _context: ssl.SSLContext) -> None:
    """OpenSSL calls this once it has read a ClientHello, named host or not."""
    if isinstance(session, WitnessedTls):
        session.hello = True


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
