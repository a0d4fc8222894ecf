"""Not to start is an answer to a faulty space only of an app that starts where nothing is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.checking import EVERY_LANE, check, only
from builders.reference_apps import broken

from conformance_suite import transcript
from conformance_suite.case import catalogue

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.integration

FROM_START = {"DISC-01", "DISC-04", "DISC-11", "TLS-01"}
CHOSEN = {*EVERY_LANE, *FROM_START}


def test_the_cases_begin_with_a_start() -> None:
    rows = [row for row in catalogue() if row.id in FROM_START]

    assert {row.id for row in rows if any(play.from_start for play in (row.play, *row.more))} == FROM_START


@pytest.mark.parametrize("name", ["ends_at_every_start", "never_listens"])
def test_an_app_that_never_starts_passes_nothing(name: str, tmp_path: Path) -> None:
    manifest = broken(tmp_path / "app", name)
    text = manifest.read_text(encoding="utf-8")
    assert "timeout: 60" in text
    manifest.write_text(text.replace("timeout: 60", "timeout: 3"), encoding="utf-8")

    checked = check(manifest, tmp_path / "run", *only(CHOSEN))

    assert checked.code == 3, checked.err + checked.out
    assert checked.cases("inconclusive") == CHOSEN


def test_an_app_that_starts_by_luck_passes_nothing_by_not_starting(tmp_path: Path) -> None:
    """Every other start fails: of three in a row at the end of the run at least one, whatever the lane saw of it."""
    manifest = broken(tmp_path / "app", "ends_at_every_other_start")
    checked = check(manifest, tmp_path / "run", *only(FROM_START - {"TLS-01"}))  # its twin would take the first start

    assert checked.code == 3, checked.err + checked.out
    run = transcript.load(checked.folder)
    assert run.record.failed_starts
    last = {(one.case, one.variant): one for one in run.episodes if one.role in {"case", "replay"}}
    refused = {one.case for one in last.values() if one.refused_to_start}
    assert refused
    assert refused.isdisjoint(checked.cases("pass")), checked.out
