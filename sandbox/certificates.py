"""The certificates of the listeners: the valid one, and others that are each wrong in exactly one way.

A kind is a row: how its certificate differs (names, time, issuer, key, digest), or how its TLS does (versions, suites,
group). What OpenSSL 3 cannot serve any more (RC4, 3DES, export suites; a stapled OCSP answer) has no row.
"""

import base64
import datetime as dt
import ipaddress
import ssl
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from sandbox.hooks import CertificateKind
from sandbox.place import Place

OWN = ("",)  # stands for the name and addresses of the place
DAY = dt.timedelta(days=1)
_OLD = "DEFAULT:@SECLEVEL=0"  # what OpenSSL must be told before it serves anything weak
# The second Oakley group (RFC 2409, 6.2): 1024 bits, the least that OpenSSL 3 serves and half of what RFC 9325 asks.
_WEAK_GROUP = (
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF"
)
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
_SHA256_WITH_RSA, _SHA1_WITH_RSA = bytes.fromhex("2a864886f70d01010b"), bytes.fromhex("2a864886f70d010105")  # RFC 8017


@dataclass(frozen=True)
class Issuer:
    """Who signs: a certificate and its key."""

    certificate: x509.Certificate
    key: Key


@dataclass(frozen=True)
class Kind:
    """How a listener presents itself; what is not said is as it should be.

    Attributes:
        names: DNS names in the certificate, `OWN` for those of the place; empty for none, addresses included.
        begins, ends: from now.
        issuer: whose signature is under it: of the authority, of itself, or of one of `_STRANGERS`.
        whole_chain: whether a certificate between the authority's and this one is sent along.
        sha1: whether the signature is over a SHA-1 digest; it then has to be by an RSA key.
        bits: of an RSA key; None for a P-256 key.
        versions: of TLS, lowest and highest.
        suites: in OpenSSL's words; None for its own choice.
        weak_group: whether the key exchange uses the second Oakley group.
    """

    names: tuple[str, ...] = OWN
    begins: dt.timedelta = -DAY
    ends: dt.timedelta = 90 * DAY
    issuer: str = "authority"
    whole_chain: bool = True
    sha1: bool = False
    bits: int | None = None
    versions: tuple[ssl.TLSVersion, ssl.TLSVersion] = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.MAXIMUM_SUPPORTED)
    suites: str | None = None
    weak_group: bool = False


_TLS_1_0, _TLS_1_1, _TLS_1_2 = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_2
KINDS: dict[CertificateKind, Kind] = {
    "valid": Kind(),
    "expired": Kind(begins=-91 * DAY, ends=-DAY),
    "not_yet_valid": Kind(begins=30 * DAY, ends=120 * DAY),
    "wrong_host": Kind(names=("another-space.example",)),
    "self_signed": Kind(issuer="itself"),
    "unknown_root": Kind(issuer="stranger"),
    "development_root": Kind(issuer="development"),
    "incomplete_chain": Kind(issuer="intermediate", whole_chain=False),
    "name_in_cn_only": Kind(names=()),
    "tls_1_0": Kind(versions=(_TLS_1_0, _TLS_1_0), suites=_OLD),
    "tls_1_1": Kind(versions=(_TLS_1_1, _TLS_1_1), suites=_OLD),
    "null_cipher": Kind(versions=(_TLS_1_2, _TLS_1_2), suites="eNULL:!aNULL:@SECLEVEL=0"),
    "sha1_signature": Kind(issuer="old_intermediate", sha1=True, suites=_OLD),
    "weak_key": Kind(bits=1024, suites=_OLD),
    "weak_dh_group": Kind(versions=(_TLS_1_2, _TLS_1_2), bits=2048, suites="kDHE:!aNULL:@SECLEVEL=0", weak_group=True),
}
_STRANGERS = {
    "stranger": "A root that nobody trusts",
    "development": "mkcert development CA",
    "intermediate": "Mock health space intermediate authority",
    "old_intermediate": "Mock health space old intermediate authority",
}
_BELOW_OURS = ("intermediate", "old_intermediate")


@dataclass
class Leaves:
    """Makes the certificate of a kind, with whoever must sign it; strangers are made at first use."""

    authority: Issuer
    now: Callable[[], dt.datetime]
    place: Place = field(default_factory=Place)
    _strangers: dict[str, Issuer] = field(default_factory=dict)

    def make(self, kind: CertificateKind) -> bytes:
        """Return key and certificate as PEM."""
        row = KINDS[kind]
        key = ec.generate_private_key(ec.SECP256R1()) if row.bits is None else rsa.generate_private_key(65537, row.bits)
        certificate = self._sign(row, key)
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        pem += certificate.public_bytes(Encoding.PEM)
        if row.issuer in _BELOW_OURS and row.whole_chain:
            pem += self._strangers[row.issuer].certificate.public_bytes(Encoding.PEM)
        return pem

    def _sign(self, row: Kind, key: Key) -> x509.Certificate:
        subject = name("Mock health space" if row.names else self.place.host)
        issuer, signing = (subject, key) if row.issuer == "itself" else self._issuer(row.issuer)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.now() + row.begins)
            .not_valid_after(self.now() + row.ends)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(key_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(
                    x509.SubjectKeyIdentifier.from_public_key(signing.public_key())
                ),
                critical=False,
            )
        )
        if row.names:
            builder = builder.add_extension(x509.SubjectAlternativeName(_names(row, self.place)), critical=False)
        certificate = builder.sign(signing, hashes.SHA256())
        return _with_sha1(certificate, signing) if row.sha1 else certificate

    def _issuer(self, who: str) -> tuple[x509.Name, Key]:
        if who == "authority":
            return self.authority.certificate.subject, self.authority.key
        if who not in self._strangers:
            self._strangers[who] = _make_stranger(who, self.now(), self.authority)
        return self._strangers[who].certificate.subject, self._strangers[who].key


def context_of(kind: CertificateKind) -> ssl.SSLContext:
    """Return a server's context with the TLS of that kind and no certificate yet: HTTP/1.1, no session tickets."""
    row = KINDS[kind]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if row.suites is not None:
        context.set_ciphers(row.suites)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # that old versions should not be used is what is tested
        context.minimum_version, context.maximum_version = row.versions
    context.options |= ssl.OP_NO_TICKET | ssl.OP_NO_RENEGOTIATION | ssl.OP_NO_COMPRESSION
    context.num_tickets = 0  # a ticket left unread would turn an orderly close of the client into a reset
    context.set_alpn_protocols(["http/1.1"])
    return context


def weak_group() -> str:
    """Return the group of `weak_dh_group` as PEM (PKCS #3): its prime, and 2."""
    prime = b"\x02\x81\x81\x00" + bytes.fromhex(_WEAK_GROUP)
    der = b"\x30\x81" + bytes([len(prime) + 3]) + prime + b"\x02\x01\x02"
    return f"-----BEGIN DH PARAMETERS-----\n{base64.encodebytes(der).decode()}-----END DH PARAMETERS-----\n"


def make_root(common_name: str, moment: dt.datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """Make the root of an authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    return _certify(common_name, moment, key, above=None), key


def _make_stranger(who: str, moment: dt.datetime, authority: Issuer) -> Issuer:
    """Make another authority: a root of its own, or one below ours."""
    old = who == "old_intermediate"
    key = rsa.generate_private_key(65537, 2048) if old else ec.generate_private_key(ec.SECP256R1())
    above = authority if who in _BELOW_OURS else None
    return Issuer(_certify(_STRANGERS[who], moment, key, above=above), key)


def _certify(common_name: str, moment: dt.datetime, key: Key, *, above: Issuer | None) -> x509.Certificate:
    subject = name(common_name)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(above.certificate.subject if above else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - DAY)
        .not_valid_after(moment + 3650 * DAY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0 if above else 1), critical=True)
        .add_extension(key_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(above.key if above else key, hashes.SHA256())
    )


def _with_sha1(certificate: x509.Certificate, key: Key) -> x509.Certificate:
    """Return the certificate signed anew over SHA-1, which `cryptography` does not do: lengths stay as they are."""
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("a SHA-1 signature is made by an RSA key here")
    signed = certificate.tbs_certificate_bytes.replace(_SHA256_WITH_RSA, _SHA1_WITH_RSA)
    signature = key.sign(signed, padding.PKCS1v15(), hashes.SHA1())  # noqa: S303 - the fault
    der = certificate.public_bytes(Encoding.DER).replace(_SHA256_WITH_RSA, _SHA1_WITH_RSA)
    return x509.load_der_x509_certificate(der[: -len(signature)] + signature)


def name(common_name: str) -> x509.Name:
    """Return a distinguished name of ours."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Poinçon sandbox"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    """Return what a key may be used for: signing certificates, or handshakes."""
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


def _names(row: Kind, place: Place) -> list[x509.GeneralName]:
    if row.names != OWN:
        return [x509.DNSName(name) for name in row.names]
    addresses = [x509.IPAddress(ipaddress.ip_address(address)) for address in place.addresses]
    return [x509.DNSName(place.host), *addresses]
