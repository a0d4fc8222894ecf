from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from builders.checking import COMMAND, check
from builders.reference_apps import conformant, defective

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.integration

TALKATIVE = '''
"""Prints every token it gets, and notes it beside itself so that the test knows what to look for."""

from pathlib import Path
from typing import Any

from relying_party import Pending
from relying_party import RelyingParty as Conformant


class RelyingParty(Conformant):
    """Talks too much."""

    def exchange_code(self, code: str, pending: Pending) -> dict[str, Any]:
        tokens = super().exchange_code(code, pending)
        for name in ("access_token", "refresh_token"):
            print("got", name, tokens[name], flush=True)
            with Path(__file__).with_name("noted").open("a") as noted:
                noted.write(tokens[name] + "\\n")
        return tokens
'''


def test_a_token_that_the_app_prints_is_nowhere_in_the_run_directory(tmp_path: Path) -> None:
    manifest = conformant(tmp_path / "app")
    (tmp_path / "app" / "defect.py").write_text(TALKATIVE, encoding="utf-8")

    checked = check(manifest, tmp_path / "run", "--only", "IDT-21")

    tokens = (tmp_path / "app" / "noted").read_text(encoding="utf-8").split()
    kept = b"".join(path.read_bytes() for path in (tmp_path / "run").rglob("*") if path.is_file())
    assert checked.code == 0, checked.err
    assert tokens
    assert [token for token in tokens if token.encode() in kept] == []
    assert "got access_token §".encode() in kept


def test_a_waived_case_says_so_and_judging_again_gives_the_same_bytes(tmp_path: Path) -> None:
    waivers = tmp_path / "waivers.yaml"
    entry = {"case": "IDT-21", "reason": "mended in the next release", "owner": "us"}
    entry |= {"introduced": "2026-01-01", "expires": "2999-01-01"}
    waivers.write_text("- " + "\n  ".join(f'{key}: "{value}"' for key, value in entry.items()) + "\n", encoding="utf-8")
    manifest = defective(tmp_path / "app", "ignores_nonce")

    checked = check(manifest, tmp_path / "run", "--only", "IDT-21", "--waivers", str(waivers))
    again = subprocess.run(
        [COMMAND, "judge", str(tmp_path / "run"), "--format", "json"], capture_output=True, check=False, timeout=60
    )

    assert checked.code == 0, checked.err
    assert checked.report["verdict"] == "nonconformant"
    assert [(row["verdict"], row["waived"]) for row in checked.report["cases"]] == [("fail", True)]
    assert again.stdout == (tmp_path / "run" / "report.json").read_bytes()
