from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.checking import check, check_every_lane
from builders.reference_apps import broken, conformant

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.integration


LEADS_AWAY = """
import sys

main = sys.modules["__main__"]

class Diary(main.Diary):
    def login(self, query, form, sid):
        return main.Page(303, "", location="file:///etc/passwd")
"""


@pytest.mark.parametrize("name", ["crashed", "mute", "slow", "looping", "always_200"])
def test_an_app_that_cannot_be_driven_is_inconclusive_and_never_conformant(name: str, tmp_path: Path) -> None:
    checked = check_every_lane(broken(tmp_path / "app", name), tmp_path / "run")

    assert checked.code == 3, checked.err + checked.out
    assert checked.report["verdict"] == "inconclusive"
    assert checked.cases("pass") == set()
    assert checked.cases("fail") == set()
    assert "Traceback" not in checked.err + checked.out


def test_an_app_that_silently_accepts_a_bad_token_fails(tmp_path: Path) -> None:
    checked = check_every_lane(broken(tmp_path / "app", "silent_accept", patience=8), tmp_path / "run")

    assert checked.code == 1
    assert {"IDT-04", "IDT-16", "IDT-21"} <= checked.cases("fail")


def test_what_cut_the_sign_in_short_is_said(tmp_path: Path) -> None:
    manifest = conformant(tmp_path / "app")
    (manifest.parent / "defect.py").write_text(LEADS_AWAY, encoding="utf-8")

    checked = check(manifest, tmp_path / "run", "--only", "IDT-21")

    assert checked.code == 3
    said = checked.report["cases"][0]["message"]
    assert "(the app led elsewhere than to itself or to the space)" in said["en"]
    assert "(l'application a mené ailleurs que chez elle ou dans l'espace)" in said["fr"]
