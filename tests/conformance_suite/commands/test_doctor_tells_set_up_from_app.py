from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from builders.checking import COMMAND
from builders.reference_apps import conformant, with_patience

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.integration


def doctor(manifest: Path) -> tuple[int, str]:
    done = subprocess.run([COMMAND, "doctor", str(manifest)], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout


def changed(folder: Path, replaced: str, by: str) -> Path:
    manifest = with_patience(conformant(folder), 5)
    text = manifest.read_text(encoding="utf-8")
    assert replaced in text
    manifest.write_text(text.replace(replaced, by), encoding="utf-8")
    return manifest


def test_an_app_in_good_health_passes_every_look(tmp_path: Path) -> None:
    code, said = doctor(conformant(tmp_path / "app"))
    assert code == 0
    assert said.count("✔") == 9
    assert "✘" not in said


@pytest.mark.parametrize(
    ("replaced", "by", "seen"),
    [
        ("serve.py]", '"-c", "raise SystemExit(7)"]', "the app ended with status 7 before it was ready"),
        ("login: {get: /login}", "login: {get: /}", "never contacted the space"),
        ('contains: "{persona_name}"', 'contains: "Welcome back"', "the session page does not show the person"),
        ('status: 200, contains: "{persona_name}"', "status: 401", "signed in before they are"),
        ('["{app_url}/callback"]', '["{app_url}/elsewhere"]', "the app never"),
        ("read_measures: {get: /measures}", "read_measures: {get: /healthz}", "the app read no measure from the space"),
        ('{submit: {form: "#measure", fields: {value: "72.5"}}}', "{get: /me}", "made the app write nothing"),
        ('["{app_url}/callback"]', '["{app_url}/elsewhere"]', "no page at the redirect URI"),
        ("measures.read measures.write", "measures.write", "declared without the scope measures.read"),
        ("measures.read measures.write", "measures.read", "declared without the scope measures.write"),
        ("measures: [read, write]", "measures: [read]", "seen to write measures, which app.exchanges does not declare"),
        ("client_secret_basic", "client_secret_post", "by client_secret_basic, and registered client_secret_post"),
    ],
)
def test_what_is_wrong_is_told_with_where_to_look(tmp_path: Path, *, replaced: str, by: str, seen: str) -> None:
    code, said = doctor(changed(tmp_path / "app", replaced, by))
    assert code == 3
    assert seen in said
    assert "look at:" in said


def test_an_app_that_does_not_trust_the_authority_is_told_so(tmp_path: Path) -> None:
    manifest = changed(tmp_path / "app", "env: {ID_TOKEN_ALG", "env: {SSL_CERT_FILE: /etc/hostname, ID_TOKEN_ALG")
    (tmp_path / "app" / "defect.py").write_text(
        "import ssl\nfrom relying_party import RelyingParty as Conformant\n\n\n"
        "class RelyingParty(Conformant):\n    def tls_context(self):\n"
        "        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)\n",
        encoding="utf-8",
    )
    code, said = doctor(manifest)
    assert code == 3
    assert "does not trust the private authority" in said
