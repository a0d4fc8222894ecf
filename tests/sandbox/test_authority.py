from __future__ import annotations

import datetime as dt
import ssl
import subprocess
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key, pkcs12

from sandbox.authority import TRUST_STORE_PASSWORD, open_authority

if TYPE_CHECKING:
    from pathlib import Path

NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)


def leaf(folder: Path, kind: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate((folder / f"leaf-{kind}.pem").read_bytes())


def test_the_valid_and_the_expired_leaf_differ_in_their_time_only(tmp_path: Path) -> None:
    authority = open_authority(tmp_path, now=lambda: NOW)
    authority.server_context("valid")
    authority.server_context("expired")
    valid, expired = leaf(tmp_path, "valid"), leaf(tmp_path, "expired")

    assert valid.not_valid_before_utc < NOW < valid.not_valid_after_utc
    assert expired.not_valid_before_utc < expired.not_valid_after_utc < NOW
    assert valid.subject == expired.subject
    assert [e for e in valid.extensions if e.oid._name != "subjectKeyIdentifier"] == [
        e for e in expired.extensions if e.oid._name != "subjectKeyIdentifier"
    ]
    for certificate in (valid, expired):
        certificate.verify_directly_issued_by(authority.certificate)


@pytest.mark.parametrize(("kind", "verdict"), [("valid", "OK"), ("expired", "certificate has expired")])
def test_openssl_says_the_same_with_strict_rules(tmp_path: Path, kind: str, verdict: str) -> None:
    open_authority(tmp_path).server_context("valid")
    open_authority(tmp_path).server_context("expired")
    command = ["openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname", "localhost"]

    done = subprocess.run(
        [*command, "-CAfile", tmp_path / "ca.pem", tmp_path / f"leaf-{kind}.pem"],
        capture_output=True,
        check=False,
        text=True,
    )

    assert verdict in done.stdout + done.stderr


def test_the_authority_is_kept_from_one_start_to_the_next(tmp_path: Path) -> None:
    first, second = open_authority(tmp_path), open_authority(tmp_path)

    assert first.certificate == second.certificate


def test_private_keys_are_for_the_owner_only(tmp_path: Path) -> None:
    open_authority(tmp_path).server_context("valid")

    for name in ("ca.key", "leaf-valid.pem"):
        assert (tmp_path / name).stat().st_mode & 0o077 == 0
        assert load_pem_private_key((tmp_path / name).read_bytes(), None)
    assert b"PRIVATE" not in (tmp_path / "ca.pem").read_bytes()


def test_the_trust_store_holds_the_certificate_and_no_key(tmp_path: Path) -> None:
    authority = open_authority(tmp_path)
    store = pkcs12.load_pkcs12(authority.ca_p12.read_bytes(), TRUST_STORE_PASSWORD)

    assert store.key is None
    assert [entry.certificate for entry in store.additional_certs] == [authority.certificate]


def test_contexts_refuse_old_tls_and_give_no_tickets(tmp_path: Path) -> None:
    context = open_authority(tmp_path).server_context("valid")

    assert context.minimum_version == ssl.TLSVersion.TLSv1_2
    assert context.num_tickets == 0
    assert context.options & ssl.OP_NO_TICKET


def test_a_folder_with_a_foreign_key_is_refused(tmp_path: Path) -> None:
    open_authority(tmp_path)
    rsa = subprocess.run(["openssl", "genrsa", "2048"], capture_output=True, check=True)
    (tmp_path / "ca.key").write_bytes(rsa.stdout)

    with pytest.raises(TypeError, match="elliptic-curve"):
        open_authority(tmp_path)
