"""The page on clients that others wrote is what `expected.yaml` says; eight are met here, each in a few cases.

Whole runs on them are `tox -e real-clients`, which also meets the one that needs Apache.
"""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from builders.checking import check, only
from builders.real_clients import APPS, PAGE, ROOT, Client, clients, page, play

from conformance_suite.case import catalogue

if TYPE_CHECKING:
    from pathlib import Path

EXPECTED = {client.app: client for client in clients()}
# Cases of several kinds: each client fails some of them and passes others.
CASES = ("AREQ-01", "AREQ-03", "ARSP-02", "ARSP-06", "IDT-04", "IDT-07", "IDT-21", "REV-02", "TOK-08")
NEEDS_APACHE = "mod_auth_openidc"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m builders.real_clients writes it"


def test_at_least_eight_clients_are_met_and_each_app_is_one_of_them() -> None:
    apps = {str(manifest.parent.relative_to(APPS)) for manifest in APPS.rglob("poincon.yaml")}
    assert apps == EXPECTED.keys()
    assert len(apps) >= 8


@pytest.mark.parametrize("client", EXPECTED.values(), ids=EXPECTED)
def test_each_expectation_is_of_a_case_once_and_says_what_and_where(client: Client) -> None:
    told = [case for group in (*client.fails, *client.inconclusive) for case in group.cases]
    assert set(told) <= {row.id for row in catalogue()}
    assert len(told) == len(set(told))
    assert all(group.does and group.where for group in (*client.fails, *client.inconclusive))


@pytest.mark.parametrize("client", EXPECTED.values(), ids=EXPECTED)
def test_each_version_is_the_locked_one(client: Client) -> None:
    locks = (ROOT / "requirements" / "dev.txt", APPS / "node" / "package-lock.json")
    locked = [re.sub(r"\s+", " ", lock.read_text(encoding="utf-8")) for lock in locks]
    name, version = client.name.lower(), client.version
    ways = (f" {name}=={version} ", f'"node_modules/{name}": {{ "version": "{version}"')
    assert client.app == NEEDS_APACHE or any(way in lock for lock in locked for way in ways)


@pytest.mark.integration
@pytest.mark.parametrize("app", sorted(EXPECTED.keys() - {NEEDS_APACHE}))
def test_a_client_of_others_is_judged_as_expected(app: str) -> None:
    client = EXPECTED[app]
    checked = play(client, *only(CASES))
    assert checked.cases("fail") == client.failing & set(CASES), checked.err
    assert checked.cases("inconclusive") | checked.cases("error") == client.open & set(CASES), checked.err


@pytest.mark.integration
@pytest.mark.long
@pytest.mark.skipif(shutil.which("apache2") is None, reason="Apache is not here; tox -e real-clients installs it")
def test_apache_verifies_what_is_signed_with_its_secret(tmp_path: Path) -> None:
    """ID tokens by HS256 (OpenID Connect Core, 10.1), of which few libraries make anything."""
    app = shutil.copytree(APPS / NEEDS_APACHE, tmp_path / "app")
    manifest, method = app / "poincon.yaml", "token_endpoint_auth_method: client_secret_basic\n"
    text = manifest.read_text(encoding="utf-8").replace(method, f"{method}  id_token_signed_response_alg: HS256\n")
    manifest.write_text(text.replace("../shared:../../", f"{APPS / 'shared'}:{ROOT / 'tests'}/"), encoding="utf-8")

    checked = check(manifest, tmp_path / "run", *only(("IDT-03", "IDT-04", "IDT-21")))

    assert checked.cases("pass") == {"IDT-03", "IDT-04", "IDT-21"}, checked.err
