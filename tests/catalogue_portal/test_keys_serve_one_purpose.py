from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

import pytest

from catalogue_portal.keys import BadSignature, KeyPurpose, KeyStore

if TYPE_CHECKING:
    from pathlib import Path

LABEL = KeyPurpose("label", "poincon-label+jwt")
STATEMENT = KeyPurpose("statement", "software-statement+jwt")


def test_a_key_is_made_once_and_found_again(tmp_path: Path) -> None:
    first, second = KeyStore(tmp_path / "keys"), KeyStore(tmp_path / "keys")

    assert first.key(LABEL).kid == second.key(LABEL).kid
    assert first.secret("flask") == second.secret("flask")


def test_key_files_are_private(tmp_path: Path) -> None:
    KeyStore(tmp_path / "keys").key(LABEL)
    KeyStore(tmp_path / "keys").secret("flask")

    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()} == {0o600}


def test_processes_that_start_together_end_with_the_same_key(tmp_path: Path) -> None:
    kids: set[str] = set()
    threads = [threading.Thread(target=lambda: kids.add(KeyStore(tmp_path / "keys").key(LABEL).kid)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(kids) == 1


def test_a_signature_of_one_purpose_does_not_serve_another(tmp_path: Path) -> None:
    keys = KeyStore(tmp_path)
    token = keys.key(STATEMENT).sign({"sub": "x"})

    with pytest.raises(BadSignature):
        keys.key(LABEL).read(token)


def test_even_with_the_same_key_another_typ_is_refused(tmp_path: Path) -> None:
    """A purpose renamed on disk must not make old signatures pass for something else."""
    KeyStore(tmp_path).key(STATEMENT)
    (tmp_path / "label.jwk").write_bytes((tmp_path / "statement.jwk").read_bytes())
    keys = KeyStore(tmp_path)

    with pytest.raises(BadSignature, match="typ"):
        keys.key(LABEL).read(keys.key(STATEMENT).sign({"sub": "x"}))


def test_a_changed_claim_is_noticed(tmp_path: Path) -> None:
    key = KeyStore(tmp_path).key(LABEL)
    head, _, signature = key.sign({"sub": "x"}).split(".")
    other = key.sign({"sub": "y"}).split(".")[1]

    with pytest.raises(BadSignature):
        key.read(f"{head}.{other}.{signature}")


@pytest.mark.parametrize("garbage", ["", "a.b.c", "x", "..", "é.é.é"])
def test_garbage_is_a_bad_signature_and_not_an_accident(tmp_path: Path, garbage: str) -> None:
    with pytest.raises(BadSignature):
        KeyStore(tmp_path).key(LABEL).read(garbage)


def test_what_is_published_has_no_private_part(tmp_path: Path) -> None:
    published = json.dumps(KeyStore(tmp_path).jwks(LABEL, STATEMENT))

    assert '"d"' not in published
    assert len(json.loads(published)["keys"]) == 2
