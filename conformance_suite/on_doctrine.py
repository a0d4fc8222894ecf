"""What the doctrine's command can only say with the suite: `poincon doctrine coverage` and `impact`."""

from __future__ import annotations

import gc
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance_suite import case as cases
from conformance_suite.impact import Impact
from conformance_suite.impact import impact as impact_of
from conformance_suite.record import RecordError
from doctrine.coverage import coverage as coverage_of
from doctrine.gaps import load_gaps
from doctrine.model import Bilingual
from doctrine.options import EDITION, EXIT_DOCTRINE, FORMAT, LANGUAGE, as_json, loaded, refuse
from doctrine.problems import DoctrineError
from doctrine.sections import load_sections

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from doctrine.coverage import Coverage
    from doctrine.model import Edition

HEADS = {
    "fr": ("section", "exigences", "automatisées", "accrochage", "preuves", "déclarations", "cas", "lacunes", "lignes"),
    "en": ("section", "requirements", "automated", "hook-up", "evidence", "declaration", "cases", "gaps", "lines"),
}
WIDTHS = (38, 13, 14, 11, 10, 14, 6, 9, 8)
TOTAL = Bilingual("ensemble", "all")
FALLS = Bilingual(
    "{} sur {} application(s) conforme(s) ne le seraient plus", "{} of {} conformant runs no longer would be"
)
BEFORE_AFTER = Bilingual("aujourd'hui {}, avec {} {}", "today {}, under {} {}")
UNTOLD = Bilingual("l'exécution ne dit rien de : {}", "the run does not tell: {}")
EVIDENCE = Bilingual("preuves nouvelles à apporter : {}", "new evidence to bring: {}")
UNREADABLE = Bilingual("illisible : {}", "unreadable: {}")
_COMPARED: list[Edition] = []  # the two editions, in a process that weighs


@click.command()
@EDITION
@LANGUAGE
@FORMAT
def coverage(edition: str | None, language: str, form: str) -> None:
    """Tell, section by section: requirements, how they are verified, cases and gaps. Ends with 2 on an orphan."""
    try:
        found = covered(loaded(edition))
    except DoctrineError as error:
        refuse(error)
    if form == "json":
        click.echo(as_json(found.as_json()))
    else:
        for line in _table(found, language):
            click.echo(line)
    for case in found.cases_without_requirement:
        click.echo(f"{case}: no requirement of edition {found.edition} expects this case", err=True)
    for requirement in found.requirements_without_case:
        click.echo(f"{requirement}: is `automated`, and no case speaks to it", err=True)
    if found.orphans:
        sys.exit(EXIT_DOCTRINE)


def covered(edition: Edition) -> Coverage:
    """The coverage of an edition by the cases of this suite."""
    spoken_to = {row.id: row.requirement for row in cases.known_cases().values()}
    return coverage_of(edition, load_sections(), load_gaps(), spoken_to)


def _table(found: Coverage, language: str) -> Iterator[str]:
    """The last column counts the lines known to be missing; a plus says that one gap has no known count."""
    counted = ("requirements", "automated", "hook_up", "evidence", "declaration", "cases", "gaps")
    yield _line(HEADS[language])
    for row in found.rows:
        counts = [str(getattr(row, name)) for name in counted]
        yield _line((row.title[language], *counts, f"{row.missing_lines}{'+' if row.uncounted_gaps else ''}"))
    totals = [str(sum(getattr(row, name) for row in found.rows)) for name in counted]
    yield _line((TOTAL[language], *totals, f"{sum(row.missing_lines for row in found.rows)}+"))


def _line(cells: Sequence[str]) -> str:
    first, *others = zip(cells, WIDTHS, strict=True)
    return (first[0].ljust(first[1]) + "".join(f"{cell:>{width}}" for cell, width in others)).rstrip()


@click.command()
@click.argument("edition", metavar="EDITION")
@click.argument("runs", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--against", metavar="NAME", help="The edition to compare with; the latest in force by default.")
@click.option("--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes at the same time.")
@LANGUAGE
@FORMAT
def impact(edition: str, runs: tuple[Path, ...], *, against: str | None, jobs: int, language: str, form: str) -> None:
    """Judge stored RUNS under a draft EDITION (a name or a file) and tell which apps would fall, and on what.

    A run that is a folder of runs stands for all of them.
    """
    draft, present = loaded(edition), loaded(against)
    places = [place for given in runs for place in _run_directories(given)]
    if not places:
        raise click.UsageError("no stored run there: a run directory has a run.json")
    found, unreadable = _judged(places, present, draft, jobs)
    if form == "json":
        told = [{**asdict(one), "would_fall": one.would_fall} for one in found]
        click.echo(as_json({"edition": draft.id, "against": present.id, "runs": told, "unreadable": unreadable}))
        return
    for line in _impact_lines(found, unreadable, draft, language):
        click.echo(line)


def _run_directories(given: Path) -> list[Path]:
    return [given] if (given / "run.json").is_file() else sorted(path.parent for path in given.rglob("run.json"))


def _judged(places: Sequence[Path], present: Edition, draft: Edition, jobs: int) -> tuple[list[Impact], list[str]]:
    """Every impact in the order of the runs given, and the runs that cannot be read; progress goes to stderr."""
    found: dict[Path, Impact] = {}
    unreadable: list[str] = []
    cases.catalogue()  # before the processes are forked: each would import every check again
    with ProcessPoolExecutor(min(jobs, len(places)), initializer=_begin, initargs=(present, draft)) as pool:
        waiting = {pool.submit(_impact_of, place): place for place in places}
        with click.progressbar(
            as_completed(waiting),
            length=len(places),
            file=sys.stderr,
            item_show_func=lambda done: str(waiting[done]) if done else "",
        ) as finished:
            for done in finished:
                try:
                    found[waiting[done]] = done.result()
                except RecordError as error:
                    unreadable.append(str(error))
                except Exception as error:  # noqa: BLE001 - whatever one run holds, the others are weighed
                    unreadable.append(f"{waiting[done]}: {type(error).__name__}: {error}")
    return [found[place] for place in places if place in found], sorted(unreadable)


def _begin(present: Edition, draft: Edition) -> None:
    """In each process, once: the editions, which are not sent with every run, and what never becomes garbage."""
    _COMPARED[:] = (present, draft)
    gc.freeze()
    gc.disable()


def _impact_of(place: Path) -> Impact:
    """Weigh one run. Garbage is looked for between two runs: while one is read and weighed there is none to find."""
    try:
        return impact_of(place, *_COMPARED)
    finally:
        gc.collect()


def _impact_lines(found: Sequence[Impact], unreadable: Sequence[str], draft: Edition, language: str) -> Iterator[str]:
    conformant = [one for one in found if one.before == "conformant"]
    yield FALLS[language].format(sum(one.would_fall for one in found), len(conformant))
    for one in found:
        if not (one.falls or one.untold or one.evidence or one.before is not one.after):
            continue
        yield ""
        verdicts = BEFORE_AFTER[language].format(one.before, draft.id, one.after)
        yield f"{one.app} {one.version} · {one.run} · {verdicts}"
        for fall in one.falls:
            yield f"  {fall.requirement}: {fall.before} -> {fall.after} [{', '.join(fall.cases)}]"
        if one.untold:
            yield f"  {UNTOLD[language].format(', '.join(one.untold))}"
        if one.evidence:
            yield f"  {EVIDENCE[language].format(', '.join(one.evidence))}"
    for problem in unreadable:
        yield UNREADABLE[language].format(problem)
