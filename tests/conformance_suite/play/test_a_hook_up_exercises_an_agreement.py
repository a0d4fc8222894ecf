from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from builders.reference_apps import conformant, defective

from conformance_suite import api
from conformance_suite.plan import PlanError

if TYPE_CHECKING:
    from pathlib import Path

    from conformance_suite.report import Report

BOTH = {"measures": ("read", "write")}
SCOPES = ("measures.read", "measures.write")


def hook_up(manifest: Path, out: Path, *, scopes: tuple[str, ...] = SCOPES) -> Report:
    return api.hook_up(manifest, out=out, exchanges=BOTH, scopes=scopes, release="1.0.0", seed=1)


@pytest.mark.integration
def test_the_good_journeys_of_the_agreement_are_played_on_a_strict_space(tmp_path: Path) -> None:
    told: list[api.Progress] = []
    report = api.hook_up(
        conformant(tmp_path / "app"),
        out=tmp_path / "run",
        exchanges=BOTH,
        scopes=SCOPES,
        release="1.0.0",
        progress=told.append,
    )

    assert report.verdict == "conformant", report.cases
    assert {row.case for row in report.cases} == {
        "HOOK-PAIR",
        "HOOK-MEASURES-READ",
        "HOOK-MEASURES-WRITE",
        "HOOK-UNPAIR",
    }
    assert [one.done for one in told if one.stage == "play"] == [1, 2, 3, 4]
    record = json.loads((tmp_path / "run" / "run.json").read_text())
    assert (record["suite"], record["agreement"]["scopes"]) == ("hook_up", list(SCOPES))


@pytest.mark.integration
def test_what_a_strict_space_refuses_is_not_hooked_up(tmp_path: Path) -> None:
    report = hook_up(defective(tmp_path / "app", "sends_no_challenge"), tmp_path / "run")
    assert report.verdict == "nonconformant"


@pytest.mark.integration
def test_a_scope_beyond_the_agreement_is_not_hooked_up(tmp_path: Path) -> None:
    report = hook_up(conformant(tmp_path / "app"), tmp_path / "run", scopes=("measures.read",))
    assert report.verdict == "nonconformant"


def test_another_release_is_not_played(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"release 1\.0\.0, the agreement of 2\.0\.0"):
        api.hook_up(conformant(tmp_path / "app"), out=tmp_path / "run", exchanges=BOTH, scopes=SCOPES, release="2.0.0")


def test_an_exchange_that_nothing_exercises_is_not_played(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"documents\.read"):
        api.hook_up(
            conformant(tmp_path / "app"),
            out=tmp_path / "run",
            exchanges={"documents": ("read",)},
            scopes=SCOPES,
            release="1.0.0",
        )


def test_an_agreed_exchange_needs_its_journey(tmp_path: Path) -> None:
    manifest = conformant(tmp_path / "app")
    lines = manifest.read_text(encoding="utf-8").splitlines()
    manifest.write_text("\n".join(line for line in lines if "write_measure" not in line))
    with pytest.raises(PlanError, match="HOOK-MEASURES-WRITE cannot be played"):
        hook_up(manifest, tmp_path / "run")
