"""Transcripts of real plays, kept small: of each case a play that passes and one of each defect that it kills.

Run as a program it plays the conformant app once, and each defect with its cases, and writes `tests/transcripts/`.
Arguments are the defects to play, and the cases to play on the conformant app; without any, all of them.
"""

from __future__ import annotations

import json
import lzma
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from builders.checking import check
from builders.reference_apps import (
    ASKED_BY,
    DEFECTS,
    conformant,
    declaring,
    defective,
    killed_by,
    single_page,
)
from builders.reference_variants import ALGORITHM, VARIANTS

from conformance_suite import app_log, transcript
from conformance_suite.case import Case, catalogue
from conformance_suite.weighing import weigh

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conformance_suite.episode import Episode, Run
    from conformance_suite.verdicts import Finding

FOLDER = Path(__file__).parents[1] / "transcripts"
CONFORMANT = "conformant"
HEAD = {"format": transcript.FORMAT, "run": "stored"}
ABOUT_LOGS = frozenset({"LEAK-04"})  # cases
PAGES_OF_THE_SPACE = frozenset({"authorize", "sign_in", "consent", "whose_space"})


@dataclass(frozen=True)
class Stored:
    """One kept play: case, app that played it, and the file."""

    case: str
    app: str

    @property
    def path(self) -> Path:
        """Where it is kept."""
        return FOLDER / self.case / f"{self.app}.json.xz"


def stored() -> list[Stored]:
    """Every play that is kept."""
    return [Stored(path.parent.name, path.name.removesuffix(".json.xz")) for path in sorted(FOLDER.glob("*/*.json.xz"))]


def read(one: Stored, folder: Path) -> tuple[Run, dict[str, Any]]:
    """The run of a kept play, read back through the suite's own reader, and what was found."""
    content = json.loads(lzma.decompress(one.path.read_bytes()))
    (folder / "run.json").write_text(json.dumps(content["run"]), encoding="utf-8")
    lines = [json.dumps(row) for row in (HEAD, *content["events"])]
    (folder / transcript.FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return transcript.load(folder), content["found"]


def keep(case: Case, app: str, run_dir: Path) -> Finding:
    """Keep the last telling play of a case in a run directory with its controls; what it is found to be."""
    run = transcript.load(run_dir)
    plays = [(one, weigh(case, case.judge, one)) for one in reversed(run.of_case(case.id))]
    wanted_verdict = "pass" if app == CONFORMANT else "fail"
    episode, finding = next((pair for pair in plays if pair[1].verdict == wanted_verdict), plays[0])
    case = case.of_variant(episode.variant)
    wanted = {one.id for one in (episode, *episode.controls(case.play.control().shape))}
    events = [_slim(event) for event in _events_of(run_dir, wanted, logs=case.id in ABOUT_LOGS)]
    record = json.loads((run_dir / "run.json").read_text(encoding="utf-8"))
    record["plan"] = [row for row in record["plan"] if row["case"] == case.id]
    record.pop("transcript", None)
    one = Stored(case.id, app)
    one.path.parent.mkdir(parents=True, exist_ok=True)
    content = {"found": told(finding), "run": record, "events": events}
    _write(one, content)
    with tempfile.TemporaryDirectory() as folder:  # of what is kept, which may be less than a whole run showed
        _write(one, content | {"found": told(judge(one, Path(folder))[0])})
    return finding


def told(finding: Finding) -> dict[str, Any]:
    """All that a finding says: the words of its message, and the bytes that it leads to, too."""
    said = {"verdict": finding.verdict.value, "key": finding.key, "values": finding.values}
    return said | {"exchanges": list(finding.exchanges)}


def judge(one: Stored, folder: Path) -> tuple[Finding, Run, dict[str, Any]]:
    """What is found today, in which run, and what was found when it was kept."""
    run, found = read(one, folder)
    case = next(row for row in catalogue() if row.id == one.case)
    episode: Episode = run.of_case(one.case)[-1]
    return weigh(case, case.judge, episode), run, found


def _write(one: Stored, content: dict[str, Any]) -> None:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    one.path.write_bytes(lzma.compress(text.encode(), preset=9))


def _events_of(run_dir: Path, episodes: set[str], *, logs: bool) -> list[dict[str, Any]]:
    """The events of these episodes, and the ends of connections that are known only by the exchange before.

    With `logs`, what the apps wrote too.
    """
    kept: list[dict[str, Any]] = []
    exchanges: set[str] = set()
    for event in transcript.events(run_dir):
        if event.get("episode") in episodes:
            exchanges.add(str(event.get("id")))
        elif event.get("kind") == app_log.KIND:
            if not logs:
                continue
        elif not (event.get("kind") == "connection" and event.get("after") in exchanges):
            continue
        kept.append(dict(event))
    return kept


def _slim(event: dict[str, Any]) -> dict[str, Any]:
    """The event without the page of the space that a person went by."""
    if event.get("kind") == "exchange" and event.get("endpoint") in PAGES_OF_THE_SPACE:
        response = event.get("response")
        if isinstance(response, dict) and isinstance(response.get("body"), dict):
            event["response"] = {**response, "body": {**response["body"], "text": None}}
    return event


def _keep_conformant(folder: Path, cases: Iterable[Case]) -> int:
    """Play the conformant app as often as cases ask for it in another way; how many of them do not pass."""
    asked: dict[tuple[str, frozenset[str], str, bool], list[Case]] = {}
    for case in cases:
        algorithms = case.play.algorithms or (ALGORITHM,)
        algorithm = ALGORITHM if ALGORITHM in algorithms else algorithms[0]
        kind = next((each.cases for each in VARIANTS if case.id in each.cases), frozenset())
        more = next((ASKED_BY[name] for name in case.play.needs if name in ASKED_BY), "")
        asked.setdefault((algorithm, kind, more, case.play.rendered), []).append(case)
    wrong = 0
    for number, ((algorithm, kind, more, rendered), rows) in enumerate(asked.items()):
        place = folder / f"{CONFORMANT}-{number}"
        options = [word for row in rows for word in ("--only", row.id)]
        if rendered:
            manifest = single_page(place / "app")
        else:
            manifest = conformant(place / "app", registered=algorithm, cases=kind)
        check(declaring(manifest, more) if more else manifest, place / "run", *options)
        for row in rows:
            finding = keep(row, CONFORMANT, place / "run")
            wrong += finding.verdict != "pass"
            sys.stderr.write(f"{CONFORMANT}: {row.id} {finding.verdict} ({finding.key})\n")
    return wrong


def main(names: Iterable[str]) -> int:
    """Play and keep; tell each defect that its case does not kill, and return how many those are."""
    cases = {row.id: row for row in catalogue()}
    named = tuple(names) or (*cases, *DEFECTS)
    with tempfile.TemporaryDirectory(prefix="poincon-stored-") as folder:
        wrong = _keep_conformant(Path(folder), [cases[name] for name in named if name in cases])
        for defect in (name for name in named if name not in cases):
            place = Path(folder) / defect
            options = [word for case in sorted(killed_by(defect)) for word in ("--only", case)]
            check(defective(place / "app", defect), place / "run", *options)
            for case in sorted(killed_by(defect)):
                finding = keep(cases[case], defect, place / "run")
                wrong += finding.verdict != "fail"
                sys.stderr.write(f"{defect}: {case} {finding.verdict} ({finding.key})\n")
    return wrong


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
