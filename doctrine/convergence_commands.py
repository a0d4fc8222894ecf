"""`poincon convergence`: what a publisher declares, how far it is, where it goes, what the suite says of it."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from doctrine import convergence_words, convergence_writer
from doctrine.applicability import applicable
from doctrine.asking import app_name, read_facts
from doctrine.confrontation import read_report
from doctrine.convergence import FILE_NAME, Convergence, State
from doctrine.convergence_difference import difference
from doctrine.convergence_reader import read
from doctrine.facts import load_facts
from doctrine.loader import edition_at
from doctrine.maturity import maturity, overall
from doctrine.options import EDITION, FORMAT, LANGUAGE, as_json, loaded, refuse
from doctrine.position import positions
from doctrine.problems import DoctrineError, Problem
from doctrine.sections import load_sections
from doctrine.trajectory import trajectory

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from doctrine.conditions import Facts
    from doctrine.confrontation import ContradictedFact, Verdicts
    from doctrine.model import Edition
    from doctrine.position import Position
    from doctrine.sections import Sections

MANIFEST = "poincon.yaml"
UNSOUND = 1
Command = TypeVar("Command", bound="Callable[..., Any]")
PATH = click.Path(dir_okay=False, path_type=Path)
WROTE = {
    "fr": "écrit : {} ({} exigences qui s'appliquent, édition {}) ; donnez à chacune son état",
    "en": "wrote {} ({} requirements that apply, edition {}); give each its state",
}


@dataclass(frozen=True)
class Looked:
    """A declaration that was looked at before the requirements of its target edition."""

    convergence: Convergence
    declared_for: Edition
    target: Edition
    found: tuple[Position, ...]
    sections: Sections
    today: date
    contradicted: tuple[ContradictedFact, ...] = ()

    def as_json(self, language: str) -> dict[str, object]:
        """The same as JSON."""
        way = trajectory(self.found, self.declared_for, self.target, self.today)
        themes = maturity(self.found, self.sections)
        rows = [convergence_writer.position_as_json(one, self.sections, language) for one in self.found]
        return {
            "app": self.convergence.app,
            "edition": self.target.id,
            "on": self.today.isoformat(),
            "level": overall(self.found),
            "themes": [convergence_writer.theme_as_json(one, language) for one in themes],
            "trajectory": convergence_writer.trajectory_as_json(way),
            "facts": [one.as_json(language) for one in self.contradicted],
            "requirements": rows,
        }


def looking(command: Command) -> Command:
    """The options of the commands that look at a declaration; they are given what was looked at as `looked`."""

    @functools.wraps(command)
    def looks(
        *args: object,
        file: Path,
        manifest: Path | None,
        report: Path | None,
        edition: str | None,
        day: datetime | None,
        **kwargs: object,
    ) -> object:
        try:
            looked = _look(file, manifest, report, edition, day.date() if day else datetime.now(UTC).date())
        except DoctrineError as error:
            refuse(error)
        return command(*args, looked=looked, **kwargs)

    declaration = click.argument("file", type=PATH, default=Path(FILE_NAME))
    options = (
        click.option("--manifest", type=PATH, help=f"The app's manifest; {MANIFEST} beside the file by default."),
        click.option("--report", type=PATH, help="A report.json of the suite, to confront with what is declared."),
        click.option("--edition", metavar="NAME", help="The target edition; that of the file by default."),
        click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Look as on this day; today by default."),
        LANGUAGE,
    )
    return functools.reduce(lambda made, add: add(made), reversed((declaration, *options)), looks)  # type: ignore[return-value]


@click.group()
def convergence() -> None:
    """What an app declares before the doctrine: states, maturity by theme, plans, and what the suite says of it."""


@convergence.command()
@click.argument("manifest", type=PATH, default=Path(MANIFEST))
@click.option("-o", "--output", type=PATH, default=Path(FILE_NAME), show_default=True, help="The file to write.")
@EDITION
@LANGUAGE
def init(manifest: Path, output: Path, edition: str | None, language: str) -> None:
    """Write a declaration with every requirement that applies to an app, from its manifest."""
    read_edition = loaded(edition)
    try:
        facts = read_facts(manifest, load_facts())
        name = app_name(manifest)
    except DoctrineError as error:
        refuse(error)
    if name is None:
        raise click.UsageError(f"{manifest} gives the app no name: write app.name")
    ids = [one.id for one in applicable(read_edition, facts)]
    text = convergence_writer.to_yaml(Convergence(name, read_edition.id), read_edition, language, ids)
    try:
        with output.open("x", encoding="utf-8") as written:
            written.write(text)
    except FileExistsError as error:
        raise click.UsageError(f"{output} exists already: name another file with -o, or remove it") from error
    except OSError as error:
        raise click.UsageError(f"{output} cannot be written: {error.strerror}") from error
    click.echo(WROTE[language].format(output, len(ids), read_edition.id))


@convergence.command()
@looking
@FORMAT
@click.option("--complete", is_flag=True, help="Ask for a state of every binding requirement (exit 1).")
def check(looked: Looked, form: str, language: str, *, complete: bool) -> int:
    """Check a declaration: 0 sound, 1 contradicted or overdue, 2 when a file is bad."""
    if form == "json":
        click.echo(as_json(looked.as_json(language)))
    else:
        click.echo(_head(looked, language))
        _tell(list(convergence_words.checked(looked.found, language, looked.contradicted)))
    lacking = any(one.binding and one.declared.state is State.UNDECLARED for one in looked.found)
    unsound = bool(looked.contradicted) or any(one.contradicted or one.overdue for one in looked.found)
    return UNSOUND if unsound or (complete and lacking) else 0


@convergence.command()
@looking
@FORMAT
def show(looked: Looked, form: str, language: str) -> None:
    """Show maturity by theme, the trajectory, and every requirement."""
    if form == "json":
        click.echo(as_json(looked.as_json(language)))
        return
    way = trajectory(looked.found, looked.declared_for, looked.target, looked.today)
    parts = (
        [_head(looked, language)],
        list(convergence_words.doubted(looked.contradicted, language)),
        list(convergence_words.radar(maturity(looked.found, looked.sections), language)),
        list(convergence_words.way(way, language)),
        list(convergence_words.table(looked.found, language)),
    )
    _tell(["\n".join(part) + "\n" for part in parts if part])


@convergence.command()
@looking
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@click.option("-o", "--output", type=PATH, help="A file; standard output by default.")
def export(looked: Looked, form: str, output: Path | None, language: str) -> None:
    """Export a declaration, with what applies and what the suite says: CSV for a spreadsheet, or JSON."""
    if form == "csv":
        text = convergence_writer.to_csv(looked.found, looked.sections, language)
    else:
        text = as_json(looked.as_json(language)) + "\n"
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.write_bytes(text.encode())
    except OSError as error:
        raise click.UsageError(f"{output} cannot be written: {error.strerror}") from error


@convergence.command()
@click.argument("before", type=PATH)
@click.argument("after", type=PATH)
@LANGUAGE
def diff(before: Path, after: Path, language: str) -> None:
    """Tell what changes from one version of a declaration to another."""
    try:
        found = difference(read(before, edition_at), read(after, edition_at))
    except DoctrineError as error:
        refuse(error)
    _tell(list(convergence_words.changed(found, language)))


def _look(file: Path, manifest: Path | None, report: Path | None, edition: str | None, today: date) -> Looked:
    declared = read(file, edition_at)
    declared_for = edition_at(declared.edition)
    target = edition_at(edition) if edition else declared_for
    facts = _facts(manifest or file.parent / MANIFEST, declared.app)
    said = _report(report, declared.app) if report else None
    found = positions(declared, target, facts, today, said)
    doubted = said.contradicted if said else ()
    return Looked(declared, declared_for, target, found, load_sections(), today, doubted)


def _facts(manifest: Path, app: str) -> Facts:
    facts = read_facts(manifest, load_facts())
    name = app_name(manifest)
    if name is not None and name != app:
        raise DoctrineError(
            [Problem(manifest, None, f"is of the app `{name}`, the declaration of `{app}`: name one app")]
        )
    return facts


def _report(path: Path, app: str) -> Verdicts:
    report = read_report(path)
    if report.app != app:
        raise DoctrineError([Problem(path, None, f"is of the app `{report.app}`, the declaration of `{app}`")])
    return report


def _head(looked: Looked, language: str) -> str:
    return convergence_words.head(looked.convergence, looked.target.id, overall(looked.found), language)


def _tell(lines: Sequence[str]) -> None:
    for line in lines:
        click.echo(line)
