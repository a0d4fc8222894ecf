"""An app on a device, registered once, in the hand of a person: right, and with a defect."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest
from builders.checking import COMMAND, only
from builders.guided import guided
from builders.native_app import MANIFEST, NativeApp, Owner

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.integration


@pytest.mark.parametrize(("checks_nonce", "verdict"), [(True, "pass"), (False, "fail")])
def test_a_native_app_is_judged_by_what_its_owner_sees(tmp_path: Path, *, checks_nonce: bool, verdict: str) -> None:
    manifest = tmp_path / "poincon.yaml"
    manifest.write_text(MANIFEST, encoding="utf-8")
    told = json.loads(subprocess.run([COMMAND, "register", str(manifest)], capture_output=True, check=True).stdout)
    manifest.write_text(MANIFEST.replace("a telephone", f"a telephone\n  space: {told['space']}"), encoding="utf-8")
    app = NativeApp(told["issuer"], told["client_id"], told["ca_bundle"], checks_nonce)

    with guided(manifest, tmp_path / "run", *only(("AREQ-03", "IDT-21"))) as run:
        Owner(run.url, tmp_path, app=app).follow()
        checked = run.result()

    found = {case["case"]: case["verdict"] for case in checked.report["cases"]}
    assert found == {"AREQ-03": "pass", "IDT-21": verdict}, checked.err + checked.out
    assert checked.report["run"]["isolation"] == "none"
