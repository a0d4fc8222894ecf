"""Of an answer without measure the right thing to read is its beginning: who hangs up has had it delivered."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders.checking import check

from conformance_suite import transcript

DIARY = Path(__file__).parents[2] / "examples" / "carnet_flask" / "poincon.yaml"

pytestmark = pytest.mark.integration


def test_an_app_that_hangs_up_on_an_answer_without_measure_passes(tmp_path: Path) -> None:
    checked = check(DIARY, tmp_path / "run", "--only", "NET-10")

    assert checked.cases("pass") == {"NET-10"}, checked.err + checked.out
    run = transcript.load(checked.folder)
    for variant in ("endless", "gzip_bomb"):
        (played,) = run.of_case("NET-10", variant)
        resets = {end.after for end in played.connections if end.outcome == "reset"}
        marked = played.marked("answer_too_large")
        assert marked, variant
        assert all(one.sent == "partial" or one.id in resets for one in marked), f"{variant}: the app read it all"
