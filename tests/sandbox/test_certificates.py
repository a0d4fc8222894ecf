"""Each kind of listener, met by OpenSSL in the hands of an independent client: wrong in its own way and in no other."""

from __future__ import annotations

import re
import ssl
import subprocess
from typing import TYPE_CHECKING, get_args

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtensionOID, NameOID, SignatureAlgorithmOID

from sandbox.authority import Authority, Contexts, open_authority
from sandbox.certificates import KINDS
from sandbox.hooks import CertificateKind

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return open_authority(tmp_path_factory.mktemp("authority"))


def strict(authority: Authority) -> ssl.SSLContext:
    """A client as it should be."""
    context = ssl.create_default_context(cafile=str(authority.ca_bundle))
    context.hostname_checks_common_name = False
    context.minimum_version = ssl.TLSVersion.TLSv1_2  # Debian's Python leaves that to OpenSSL, which leaves it open
    return context


def shake(server: ssl.SSLContext, client: ssl.SSLContext) -> tuple[str | None, str | None]:
    """Shake hands in memory: why the client refused, why the server did; None for whoever did not."""
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours = server.wrap_bio(to_server, to_client, server_side=True)
    theirs = client.wrap_bio(to_client, to_server, server_hostname="localhost")
    reasons: dict[str, str] = {}
    for _ in range(5):
        for who, session in (("client", theirs), ("server", ours)):
            try:
                session.do_handshake()
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLError as error:
                told = getattr(error, "verify_message", None) or (error.reason or "").lower()
                reasons.setdefault(who, str(told))
                return reasons.get("client"), reasons.get("server")
    return None, None


def leaf(authority: Authority, kind: CertificateKind) -> x509.Certificate:
    authority.server_context(kind)
    return x509.load_pem_x509_certificate((authority.folder / f"leaf-{kind}.pem").read_bytes())


def test_every_kind_has_a_row_and_a_row_is_a_kind() -> None:
    assert set(get_args(CertificateKind)) == set(KINDS)


@pytest.mark.parametrize(
    ("kind", "client_says", "server_says"),
    [
        ("valid", None, None),
        ("expired", "certificate has expired", None),
        ("not_yet_valid", "certificate is not yet valid", None),
        ("wrong_host", "Hostname mismatch", None),
        ("self_signed", "self-signed certificate", None),
        ("unknown_root", "unable to get local issuer certificate", None),
        ("development_root", "unable to get local issuer certificate", None),
        ("incomplete_chain", "unable to get local issuer certificate", None),
        ("name_in_cn_only", "Hostname mismatch", None),
        ("tls_1_0", None, "unsupported_protocol"),
        ("tls_1_1", None, "unsupported_protocol"),
        ("null_cipher", None, "no_shared_cipher"),
        ("sha1_signature", "CA signature digest algorithm too weak", None),
        ("weak_key", "EE certificate key too weak", None),
        ("weak_dh_group", "dh_key_too_small", None),
    ],
)
def test_a_strict_client_says_what_is_wrong(
    authority: Authority, kind: CertificateKind, client_says: str | None, server_says: str | None
) -> None:
    client, server = shake(authority.server_context(kind), strict(authority))

    assert (client is None, server is None) == (client_says is None, server_says is None)
    assert re.search(client_says or "", client or "", re.IGNORECASE)
    assert (server_says or "") in (server or "")


def too_kind(authority: Authority, kind: CertificateKind) -> ssl.SSLContext:
    """A client that overlooks the one thing that is wrong with a kind, and nothing else."""
    context = strict(authority)
    if kind == "name_in_cn_only":
        context.hostname_checks_common_name = True
    elif kind == "wrong_host":
        context.check_hostname = False
    elif kind in {"tls_1_0", "tls_1_1"}:
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
    elif kind == "null_cipher":
        context.set_ciphers("eNULL:@SECLEVEL=0")
    elif kind in {"sha1_signature", "weak_key", "weak_dh_group"}:
        context.set_ciphers("ALL:@SECLEVEL=0")
    return context


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
@pytest.mark.parametrize(
    "kind",
    [
        "wrong_host",
        "name_in_cn_only",
        "tls_1_0",
        "tls_1_1",
        "null_cipher",
        "sha1_signature",
        "weak_key",
        "weak_dh_group",
    ],
)
def test_who_overlooks_that_one_thing_gets_in(authority: Authority, kind: CertificateKind) -> None:
    assert shake(authority.server_context(kind), too_kind(authority, kind)) == (None, None)


@pytest.mark.parametrize("kind", ["expired", "not_yet_valid", "wrong_host", "name_in_cn_only", "tls_1_1", "weak_key"])
def test_what_is_not_about_the_issuer_is_of_our_authority(authority: Authority, kind: CertificateKind) -> None:
    leaf(authority, kind).verify_directly_issued_by(authority.certificate)


def test_an_incomplete_chain_would_be_complete_with_its_intermediate(authority: Authority) -> None:
    wrong = leaf(authority, "incomplete_chain")
    assert wrong.issuer != authority.certificate.subject
    assert (authority.folder / "leaf-incomplete_chain.pem").read_bytes().count(b"BEGIN CERTIFICATE") == 1

    (maker,) = authority._leaves
    intermediate = maker._strangers["intermediate"].certificate
    intermediate.verify_directly_issued_by(authority.certificate)
    wrong.verify_directly_issued_by(intermediate)


def test_a_name_in_the_common_name_only_is_there_and_nowhere_else(authority: Authority) -> None:
    certificate = leaf(authority, "name_in_cn_only")

    assert [one.value for one in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)] == ["localhost"]
    assert ExtensionOID.SUBJECT_ALTERNATIVE_NAME not in {one.oid for one in certificate.extensions}


def test_the_sha1_signature_is_sound_and_its_chain_is_sent(authority: Authority) -> None:
    certificate = leaf(authority, "sha1_signature")
    pem = authority.folder / "leaf-sha1_signature.pem"
    chain = re.findall(b"-----BEGIN CERT.*?END CERTIFICATE-----\n", pem.read_bytes(), re.DOTALL)
    (authority.folder / "between.pem").write_bytes(chain[1])

    assert certificate.signature_algorithm_oid == SignatureAlgorithmOID.RSA_WITH_SHA1
    done = subprocess.run(
        ["openssl", "verify", "-auth_level", "0", "-CAfile", "ca.pem", "-untrusted", "between.pem", pem.name],
        capture_output=True,
        check=False,
        cwd=authority.folder,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_contexts_are_made_when_they_are_first_shown(tmp_path: Path) -> None:
    contexts = Contexts(open_authority(tmp_path))
    assert not list(tmp_path.glob("leaf-*"))

    assert contexts["wrong_host"] is contexts["wrong_host"]
    assert [path.name for path in tmp_path.glob("leaf-*")] == ["leaf-wrong_host.pem"]
