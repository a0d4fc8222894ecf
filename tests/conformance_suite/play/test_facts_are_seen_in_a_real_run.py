"""A real app that does what it does not declare: each fact that its pages give away is told once, and no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builders.checking import check, only
from builders.reference_apps import conformant

if TYPE_CHECKING:
    from pathlib import Path

APP = '''from serve import Diary as Conformant
from serve import Page


class Diary(Conformant):
    """Takes money, opens a room for a visit, and asks for a password of its own."""

    def document(self, page: Page) -> str:
        """With all of it on every page."""
        more = "<script src='https://js.stripe.com/v3/'></script><iframe src='https://meet.jit.si/visite'></iframe>"
        form = "<form method='post' action='/account'><input type='password' name='password'></form>"
        return super().document(page).replace("</body>", f"{more}{form}</body>")
'''


def test_pages_that_give_features_away_contradict_a_manifest_that_declares_none(tmp_path: Path) -> None:
    manifest = conformant(tmp_path / "app")
    (tmp_path / "app" / "defect.py").write_text(APP, encoding="utf-8")

    checked = check(manifest, tmp_path / "run", *only(["AREQ-03"]))

    told = {found["fact"]: found for found in checked.report["facts"]}
    assert set(told) == {"features.payment", "features.teleconsultation", "features.passwords"}, checked.err
    assert {found["kind"] for found in told.values()} == {"contradiction"}
    assert all(found["exchanges"] for found in told.values())
    assert "MES-URB-05" in told["features.teleconsultation"]["requirements"]
    assert checked.report["verdict"] == "conformant", "the verdict speaks of cases"
