"""The report as one page that needs nothing else: two languages, two reading levels, no script.

Everything that an app sent goes through the template's escaping. A long run is cut to `MOST` bytes; the page says so.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from conformance_suite import transcript
from conformance_suite.formats import text
from conformance_suite.formats.discrepancies import NOTHING, Discrepancy, discrepancies
from conformance_suite.formats.page_words import WORDS
from conformance_suite.formats.sequence import sequence
from conformance_suite.verdicts import Verdict
from doctrine.model import Bilingual, Obligation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from conformance_suite.case import Case
    from conformance_suite.episode import Episode, Run
    from conformance_suite.formats.sequence import Happening
    from conformance_suite.formats.told import Told
    from conformance_suite.misbehaviours import Misbehaviour
    from conformance_suite.report import CaseReport, RequirementReport
    from conformance_suite.waivers import Waiver
    from doctrine.model import Requirement

FOLDER = Path(__file__).parent / "page"
MOST = 1_900_000  # bytes of a page
ROOM = 1_100_000  # of these for what was said; the rest is words and markup
SHORTEST_MARK = 4  # a shorter value would be found everywhere
PRECIOUS = 300  # characters of an expected or received value
OPEN = {Verdict.FAIL, Verdict.ERROR, Verdict.INCONCLUSIVE}
URGENCY = list(Verdict)


@dataclass(frozen=True)
class Cut:
    """How much of a long run is shown: characters of each message, whole sequences or not, exchanges of a case."""

    length: int
    whole: bool = False
    most: int = 24


CUTS = (
    Cut(4000, whole=True),
    Cut(1200, whole=True),
    Cut(400, whole=True),
    Cut(1200),
    Cut(400),
    Cut(120),
    Cut(120, most=6),
    Cut(120, most=3),
)
NOTHING_SHOWN = Cut(0, most=0)


@dataclass(frozen=True)
class Piece:
    """A part of a message; `wrong` marks what should not have been there."""

    text: str
    wrong: bool = False


@dataclass(frozen=True)
class Shown:
    """One happening as the page shows it."""

    happening: Happening
    request: tuple[Piece, ...]
    answer: tuple[Piece, ...]
    wrong: bool
    pointed: bool


@dataclass(frozen=True)
class ToldCase:
    """One case as the page tells it."""

    row: CaseReport
    requirement: Requirement | None
    misbehaviour: Misbehaviour | None
    check: Case | None
    place: str
    line: int
    excuse: Waiver | None = None
    discrepancies: tuple[Discrepancy, ...] = ()
    happenings: tuple[Shown, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Played:
    """The play that a verdict rests on: what was wrong in it, and everything that happened."""

    wrong: tuple[Discrepancy, ...]
    happenings: tuple[Happening, ...]


NOT_SHOWN = Played((), ())


def render(told: Told, language: str) -> str:
    """The page, the same for the same run; `language` is the one it opens in. Raises RecordError."""
    run = transcript.load(told.run_dir)
    plays = {row.case: _played(row, told, run) for row in told.report.cases}
    for cut in CUTS:  # the first with which the page is small enough
        if _weight(told, plays, cut) > ROOM:
            continue
        page = _page(told, plays, language, cut)
        if len(page.encode("utf-8", "replace")) <= MOST:
            return page
    return _page(told, {}, language, NOTHING_SHOWN)


def _played(row: CaseReport, told: Told, run: Run) -> Played:
    episode = _episode(run, row)
    if episode is None:
        return NOT_SHOWN
    return Played(tuple(discrepancies(episode, _controls(episode, told.check(row)))), tuple(sequence(episode)))


def _weight(told: Told, plays: Mapping[str, Played], cut: Cut) -> int:
    """About how many characters of messages a page would hold: a page that cannot do is not made."""
    kept = [one for row in told.report.cases for one in _kept(row, plays[row.case], cut)]
    return sum(min(len(said or ""), cut.length) for one in kept for said in (one.request, one.answer))


def _kept(row: CaseReport, played: Played, cut: Cut) -> list[Happening]:
    """What is shown of a play: all of what is open, of the rest the exchanges that matter."""
    if cut.whole and row.verdict in OPEN:
        return list(played.happenings)
    matter = [one for one in played.happenings if one.id in row.exchanges or one.faults]
    return matter if cut.whole else matter[: cut.most]


def _page(told: Told, plays: Mapping[str, Played], language: str, cut: Cut) -> str:
    cases = sorted(told.report.cases, key=lambda row: (URGENCY.index(row.verdict), _rank(row), row.case))
    shown = [_case(row, told, plays.get(row.case, NOT_SHOWN), cut) for row in cases]
    style = (FOLDER / "report.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    template = _environment().get_template("report.html.j2")
    return template.render(
        report=told.report,
        language=language,
        style=style,
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
        mend=[one for one in shown if one.row.verdict in OPEN and one.row.obligation is Obligation.SHALL],
        requirements=_by_requirement(told, shown),
        people=[one for one in told.report.requirements if one.verdict is None],
        cut=cut,
        path=told.path,
    )


def _rank(row: CaseReport) -> int:
    return list(Obligation).index(row.obligation)


def _by_requirement(told: Told, shown: Iterable[ToldCase]) -> list[tuple[RequirementReport, list[ToldCase]]]:
    """The requirements that cases speak to, the worst first."""
    cases: dict[str, list[ToldCase]] = {}
    for one in shown:
        cases.setdefault(one.row.requirement, []).append(one)
    rows = [one for one in told.report.requirements if one.verdict is not None and one.id in cases]
    rows.sort(key=lambda one: (URGENCY.index(one.verdict or Verdict.PASS), one.id))
    return [(one, cases[one.id]) for one in rows]


def _case(row: CaseReport, told: Told, played: Played, cut: Cut) -> ToldCase:
    place = told.place(row)
    known = told.requirement(row), told.misbehaviour(row), told.check(row), place, told.line(place), told.excuse(row)
    shown = [_shown(one, row, played.wrong, cut.length) for one in _kept(row, played, cut)]
    return ToldCase(row, *known, tuple(map(_bounded, played.wrong)), tuple(shown))


def _episode(run: Run, row: CaseReport) -> Episode | None:
    """The play that the verdict rests on: the one that holds its exchanges, else the last."""
    plays = run.of_case(row.case)
    pointed = set(row.exchanges)
    held = (one for one in reversed(plays) if pointed & _ids(one))
    return next(held, plays[-1] if plays else None)


def _ids(episode: Episode) -> set[str]:
    return {one.id for events in (episode.all_exchanges, episode.visits, episode.sent) for one in events}


def _controls(episode: Episode, case: Case | None) -> tuple[Episode, ...]:
    return () if case is None else episode.controls(case.of_variant(episode.variant).play.control().shape)


def _shown(one: Happening, row: CaseReport, wrong: Iterable[Discrepancy], length: int) -> Shown:
    found = [other for other in wrong if other.exchange == one.id]
    values = [other.received for other in found]
    return Shown(
        one,
        _pieces(one.request, (), length),
        _pieces(one.answer, values, length),
        bool(found) or bool(one.faults),
        one.id in row.exchanges,
    )


def _pieces(said: str | None, wrong: Iterable[str], length: int) -> tuple[Piece, ...]:
    """A message in parts, what is wrong apart; a long one is cut after the last wrong place that has room."""
    values = sorted({one for one in wrong if len(one) >= SHORTEST_MARK and one != NOTHING}, key=len, reverse=True)
    kept = (said or "")[:length]
    parts = re.split("(" + "|".join(map(re.escape, values)) + ")", kept) if values else [kept]
    cut = len(said or "") - len(kept)
    rest = (Piece(f" … (+{cut})"),) if cut else ()
    return (*(Piece(part, part in values) for part in parts if part), *rest)


def _bounded(one: Discrepancy) -> Discrepancy:
    short = [value if len(value) <= PRECIOUS else value[:PRECIOUS] + "…" for value in (one.expected, one.received)]
    return Discrepancy(one.exchange, one.where, *short)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "words": WORDS,
        "verdict_words": text.WORDS,
        "run_words": text.RUN_WORDS,
        "shapes": text.SHAPES,
        "verdicts": list(Verdict),
        "Bilingual": Bilingual,
    }
    made.filters["printable"] = _printable
    return made


def _printable(said: object) -> str:
    """Text without what no page may hold: control characters, lone surrogates, marks that turn the direction."""
    return _UNPRINTABLE.sub("�", str(said))


_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
