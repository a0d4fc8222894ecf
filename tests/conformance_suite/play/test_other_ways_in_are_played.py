"""Ways into an app beside its own sign-in: from a record, from other sites, of professionals; and TLS of its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from builders.checking import check, only
from builders.reference_apps import conformant

from conformance_suite.driver.journeys import ANOTHER_SITE

if TYPE_CHECKING:
    from pathlib import Path

CASES = ("AREQ-10", "AREQ-11", "DISC-18", "INJ-01", "INJ-04", "TLS-15")


@pytest.mark.integration
def test_an_app_is_opened_from_elsewhere_and_by_professionals(tmp_path: Path) -> None:
    checked = check(conformant(tmp_path / "app", cases=CASES), tmp_path / "run", *only(CASES))

    assert {one["case"]: one["verdict"] for one in checked.report["cases"]} == dict.fromkeys(CASES, "pass"), checked.err
    lines = (tmp_path / "run" / "episodes.jsonl").read_text(encoding="utf-8").splitlines()
    events = [json.loads(line) for line in lines]
    visits = [event for event in events if event.get("kind") == "visit"]
    launched = [one for one in visits if "/launch?" in one["request"]["url"] and one["response"]["status"] == 303]
    assert launched
    assert all(["Referer", ANOTHER_SITE] in one["request"]["headers"] for one in launched)
    professionals = [one for one in visits if one["request"]["url"].endswith("/pro")]
    assert [one["response"]["status"] for one in professionals] == [200]
    offered = {(one["version"], one["outcome"]) for one in events if one.get("kind") == "old_tls"}
    assert offered == {("TLSv1", "refused"), ("TLSv1.1", "refused")}
