"""The certificates by which clients authenticate (RFC 8705, 2.2): each is known by itself, whoever signed it."""

import base64
import datetime as dt
from typing import Final, cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, import_key

from sandbox.certificates import DAY, name
from sandbox.json_reading import list_at
from sandbox.json_value import JsonObject, JsonValue

METHOD: Final = "self_signed_tls_client_auth"
MUTUAL: Final = "mutual_tls"  # the root of the endpoints that ask for a certificate


def certificates_in(jwks: JsonValue) -> tuple[bytes, ...]:
    """Return the certificates (DER) of the keys of a set that have one, which must be of that very key (RFC 7517, 4.7).

    Raises:
        ValueError: an `x5c` holds no certificate, or that of another key.
    """
    return tuple(_certificate_of(key) for key in list_at(jwks, "keys") if isinstance(key, dict) and "x5c" in key)


def certified(jwk: JsonObject, common_name: str) -> JsonObject:
    """Return a private P-256 key with a certificate that it signs itself."""
    key = ECKey.import_key(cast("dict[str, str | list[str]]", jwk)).private_key
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("only the holder of a private key signs its certificate")
    moment = dt.datetime.now(dt.UTC)  # whoever looks at it is TLS, whose clock is the machine's
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name(common_name))
        .issuer_name(name(common_name))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - DAY)
        .not_valid_after(moment + 3650 * DAY)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return jwk | {"x5c": [base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()]}


def as_pem(jwk: JsonObject) -> str:
    """Return a private key and its certificate as PEM, as TLS clients read them."""
    key = ECKey.import_key(cast("dict[str, str | list[str]]", jwk)).private_key
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("no private key goes with this certificate")
    own = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return own + "".join(map(ssl_pem, certificates_in({"keys": [jwk]})))


def ssl_pem(certificate: bytes) -> str:
    """Return a certificate (DER) as PEM."""
    return x509.load_der_x509_certificate(certificate).public_bytes(Encoding.PEM).decode()


def _certificate_of(jwk: JsonObject) -> bytes:
    chain = jwk["x5c"]
    if not isinstance(chain, list) or not chain or not isinstance(chain[0], str):
        raise ValueError("x5c must be an array that begins with the certificate of the key")
    der = base64.b64decode(chain[0], validate=True)
    certificate = x509.load_der_x509_certificate(der)
    try:
        key = import_key(cast("dict[str, str | list[str]]", jwk)).as_pem(private=False)  # type: ignore[union-attr]
    except (JoseError, TypeError, KeyError, AttributeError) as error:
        raise ValueError("x5c stands beside a key that cannot be read") from error
    if certificate.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo) != key:
        raise ValueError("the certificate in x5c is of another key")
    return der
