from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from builders.checking import COMMAND, check, check_every_lane
from builders.reference_apps import conformant
from builders.waiting import until

from conformance_suite.driver.readiness import look_at

if TYPE_CHECKING:
    from collections.abc import Iterator


pytestmark = pytest.mark.integration


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def as_url(manifest: Path, port: int, space: str = "") -> None:
    """Turn the manifest's target into a URL."""
    lines = manifest.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(("  cwd:", "  port:", "  space:"))]
    url = f"  url: http://localhost:{port}" + (f"\n  space: {space}" if space else "")
    kept = [url if line.startswith(("  command:", "  url:")) else line for line in kept]
    manifest.write_text("\n".join(kept) + "\n", encoding="utf-8")


def register(manifest: Path) -> dict[str, Any]:
    done = subprocess.run([COMMAND, "register", str(manifest)], capture_output=True, text=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@contextmanager
def served(folder: Path, port: int, told: dict[str, Any], **more: str) -> Iterator[None]:
    """The app, started by its publisher with what registration printed."""
    given = {
        "PATH": os.environ["PATH"],
        "PORT": str(port),
        "MES_ISSUER": told["issuer"],
        "MES_CLIENT_ID": told["client_id"],
        "MES_CLIENT_SECRET": told["client_secret"],
        "MES_FHIR_BASE": told["fhir_base"],
        "MES_REDIRECT_URI": f"http://localhost:{port}/callback",
        "MES_APP_URL": f"http://localhost:{port}",
        "MES_SOLUTION_OID": told["solution_oid"],
        "MES_ID_TOKEN_HEADER": told["id_token_header"],
        "SSL_CERT_FILE": told["ca_bundle"],
        **more,
    }
    app = subprocess.Popen([sys.executable, "serve.py"], cwd=folder, env=given)
    try:
        until(lambda: look_at(f"http://localhost:{port}/healthz", Path(told["ca_bundle"])).up)
        yield
    finally:
        app.kill()
        app.wait()


def test_it_is_registered_once_and_checked_as_often_as_one_likes(tmp_path: Path) -> None:
    manifest = conformant(tmp_path / "app")
    port = free_port()
    as_url(manifest, port)
    told = register(manifest)
    as_url(manifest, port, told["space"])

    assert register(manifest) == told
    with served(manifest.parent, port, told):
        first = check_every_lane(manifest, tmp_path / "first")
        again = check(manifest, tmp_path / "again", "--only", "TLS-01", "--only", "TOK-05", "--only", "FHIR-03")

    assert first.code == 0, first.out + first.err
    assert len(first.cases("pass")) == 13
    assert first.report["run"]["isolation"] == "none"
    assert again.cases("pass") == {"TLS-01", "TOK-05", "FHIR-03"}


def test_the_keys_of_signed_metadata_are_told_beforehand_and_stay(tmp_path: Path) -> None:
    manifest = conformant(tmp_path / "app", cases=["DISC-17"])
    port = free_port()
    as_url(manifest, port)
    told = register(manifest)
    as_url(manifest, port, told["space"])
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps(told["metadata_jwks"]), encoding="utf-8")

    assert register(manifest) == told
    with served(manifest.parent, port, told, METADATA_JWKS_FILE=str(keys)):
        checked = check(manifest, tmp_path / "run", "--only", "TOK-05", "--only", "DISC-17")

    assert checked.cases("pass") == {"TOK-05"}
    assert checked.cases("skipped") == {"DISC-17"}  # for nobody can start it anew


def test_it_is_inconclusive_when_it_is_not_up(tmp_path: Path) -> None:
    manifest = conformant(tmp_path / "app")
    as_url(manifest, free_port())
    told = register(manifest)
    as_url(manifest, free_port(), told["space"])
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("timeout: 60", "timeout: 1"))
    checked = check_every_lane(manifest, tmp_path / "run")

    assert checked.code == 3
    assert "did not answer 2xx" in checked.report["cases"][0]["message"]["en"]
