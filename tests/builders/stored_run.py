"""One whole run made of stored plays: of each case the play of the app named, so that a report has every verdict."""

from __future__ import annotations

import json
import lzma
from typing import TYPE_CHECKING, Any

from builders.stored_transcripts import CONFORMANT, HEAD, stored

from conformance_suite import record, transcript
from conformance_suite.judge import judge
from conformance_suite.report import to_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conformance_suite.report import Report

OWN = ("episode", "id", "after", "connection", "visit", "instance")
LINES = {"journeys": 30, "journeys.login": 31, "journeys.read_measures": 37, "target": 21}


def whole_run(
    folder: Path,
    *,
    wrong: Callable[[str], bool],
    among: Callable[[str], bool] = lambda _case: True,
    bend: Callable[[dict[str, Any]], object] = lambda _event: None,
) -> Report:
    """Write a run directory with every stored case, judged; `wrong` says of which the app is the defective one.

    `among` says which cases are in it, `bend` may change each event before it is written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    chosen = {}
    for one in (one for one in stored() if among(one.case)):
        if (one.app != CONFORMANT) == wrong(one.case) or one.case not in chosen:
            chosen[one.case] = one
    events: list[dict[str, Any]] = []
    plan: list[dict[str, Any]] = []
    content: dict[str, Any] = {}
    for one in chosen.values():
        content = json.loads(lzma.decompress(one.path.read_bytes()))
        plan += content["run"]["plan"]
        for event in content["events"]:
            events.append(event | {key: f"{event[key]}.{one.case}" for key in OWN if isinstance(event.get(key), str)})
            bend(events[-1])
    kept = {**content["run"], "plan": plan, "manifest": {"path": "poincon.yaml", "lines": LINES}}
    (folder / record.FILE).write_text(json.dumps(kept), encoding="utf-8")
    lines = [json.dumps(row) for row in (HEAD, *events)]
    (folder / transcript.FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")
    report = judge(folder)
    (folder / "report.json").write_text(to_json(report), encoding="utf-8")
    return report
