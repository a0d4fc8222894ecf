from __future__ import annotations

import json

import pytest
from builders.episodes import episode
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from joserfc.jwk import ECKey, RSAKey

from conformance_suite.bundled_secrets import assert_no_secret_in_bundle, found_in
from conformance_suite.events import Bundle, BundledSecret
from conformance_suite.verdicts import Failure, Inconclusive, NotApplicable

KEY = ec.generate_private_key(ec.SECP256R1())
SECRET = "s3cret-of-the-server"
PLACEHOLDER = "§client_secret:00000000000000aa:20:unreserved§"


def pem(kind: PrivateFormat = PrivateFormat.PKCS8, protection: KeySerializationEncryption | None = None) -> str:
    return KEY.private_bytes(Encoding.PEM, kind, protection or NoEncryption()).decode()


def scrubbed(text: str) -> str:
    return text.replace(SECRET, PLACEHOLDER)


def kinds(text: str) -> list[object]:
    return [secret["kind"] for secret in found_in(text, scrubbed)]


JWK = ECKey.generate_key("P-256").as_dict(private=True)
RSA_JWK = RSAKey.generate_key(2048).as_dict(private=True)
MINIFIED = "{" + ",".join(f'{name}:"{value}"' for name, value in JWK.items()) + "}"


@pytest.mark.parametrize(
    "text",
    [
        pem(),
        pem(PrivateFormat.TraditionalOpenSSL),
        f"const key=`{pem()}`",
        json.dumps({"sourcesContent": [f"export const key = `{pem()}`"]}),
        "const key = '" + pem().replace("\n", "\\n' +\n  '") + "'",
        "var key=" + json.dumps(pem()),
        json.dumps(JWK),
        json.dumps(RSA_JWK),
        f"a={{key:{MINIFIED}}}",
        f"{'x' * (1024 * 1024 - 60)}{pem()}",
    ],
    ids=[
        "pkcs8",
        "sec1",
        "template",
        "source map",
        "joined",
        "string",
        "jwk",
        "rsa",
        "minified",
        "at the edge of a piece",
    ],
)
def test_private_keys_are_found_however_they_are_written(text: str) -> None:
    assert kinds(text) == ["private_key"]


@pytest.mark.parametrize(
    "text",
    [
        "if(e.indexOf('-----BEGIN PRIVATE KEY-----')!==0)throw new TypeError('\"pkcs8\" must be PKCS#8')",
        "t=`-----BEGIN PRIVATE KEY-----\\n${e}\\n-----END PRIVATE KEY-----`",
        pem(protection=BestAvailableEncryption(b"pass")),
        KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
        json.dumps(ECKey.generate_key("P-256").as_dict(private=False)),
        'const kty="EC";const icon={"d":"M12h4v4H12zM3h18v2H3zm0h18v2H3zm0h18v2H3z"}',
        'svg({d:"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})',
        "",
    ],
    ids=["check for one", "made of a variable", "encrypted", "public", "public jwk", "icon", "other d", "nothing"],
)
def test_what_only_speaks_of_keys_is_none(text: str) -> None:
    assert kinds(text) == []


def test_the_words_around_hold_nothing_of_the_key() -> None:
    for text in (f"const key = `{pem()}`", f"const key = {json.dumps(JWK)}", f"const key = {json.dumps(RSA_JWK)}"):
        (secret,) = found_in(text, scrubbed)
        assert str(secret["text"]).startswith("const key =")
        lines = pem().splitlines()[1:-1]
        assert not any(
            part in str(secret["text"]) for part in (*lines, *JWK.values(), *RSA_JWK.values()) if len(part) > 20
        )


def test_the_secret_of_the_client_is_told_by_its_mark() -> None:
    (secret,) = found_in(f"const settings = {{secret: '{SECRET}'}}", scrubbed)
    assert secret == {"kind": "client_secret", "text": f"const settings = {{secret: ' {PLACEHOLDER}"}
    assert kinds("§access_token:00000000000000aa:20:unreserved§") == []


def bundle(files: int = 1, missed: int = 0, *found: BundledSecret, cut: bool = False) -> Bundle:
    return Bundle(files, missed, cut, found)


def test_a_bundle_is_judged_by_what_was_found() -> None:
    secret = BundledSecret("private_key", "v-7", "/app.js", "const key = …")
    assert_no_secret_in_bundle(episode(bundle()))
    assert_no_secret_in_bundle(episode(bundle(1, 3)))
    with pytest.raises(Failure, match="secret_in_bundle") as caught:
        assert_no_secret_in_bundle(episode(bundle(1, 0, secret, cut=True)))
    assert caught.value.exchanges == ("v-7",)
    assert caught.value.values == {"what": "private_key", "path": "/app.js", "text": "const key = …"}
    with pytest.raises(NotApplicable, match="no_scripts"):
        assert_no_secret_in_bundle(episode(bundle(0)))
    with pytest.raises(Inconclusive, match="bundle_not_read"):
        assert_no_secret_in_bundle(episode(bundle(0, 2)))
    with pytest.raises(Inconclusive, match="bundle_not_read"):
        assert_no_secret_in_bundle(episode())
    with pytest.raises(Inconclusive, match="bundle_too_long"):
        assert_no_secret_in_bundle(episode(bundle(cut=True)))


def test_keys_of_another_size_are_keys() -> None:
    big = rsa.generate_private_key(65537, 3072).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    assert kinds(big.decode()) == ["private_key"]
