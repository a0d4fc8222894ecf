"""`poincon doctrine applies` and `questionnaire`: what concerns an app and why, and what must be asked to know it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from doctrine import source
from doctrine.applicability import explained
from doctrine.conditions import Facts
from doctrine.confrontation import read_report
from doctrine.facts import FactsAsked, load_facts
from doctrine.options import EDITION, FORMAT, LANGUAGE, as_json, loaded, refuse
from doctrine.problems import DoctrineError
from doctrine.questionnaire import questionnaire as questions_of
from doctrine.reader import Section
from doctrine.trace import CONTRADICTED

if TYPE_CHECKING:
    from doctrine.model import Bilingual

REPORT = click.option(
    "--report",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A report.json of the suite: marks the facts that the run contradicts.",
)
WORDS = {
    "fr": {True: "s'applique", False: "ne s'applique pas", "needed": "décide de"},
    "en": {True: "applies", False: "does not apply", "needed": "decides on"},
}


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--only", multiple=True, metavar="ID", help="Tell of this requirement only; repeatable.")
@REPORT
@EDITION
@LANGUAGE
@FORMAT
def applies(
    file: Path, *, only: tuple[str, ...], report: Path | None, edition: str | None, language: str, form: str
) -> None:
    """Tell which requirements concern an app, and why, from its manifest (or a file of its facts alone)."""
    doctrine = loaded(edition)
    try:
        facts = read_facts(file, load_facts())
        contradicted = _contradicted(report)
    except DoctrineError as error:
        refuse(error)
    unknown = [name for name in only if doctrine.find(name.upper()) is None]
    if unknown:
        raise click.UsageError(f"edition {doctrine.id} has no requirement {', '.join(unknown)}")
    wanted = {name.upper() for name in only} or {one.id for one in doctrine.requirements}
    found = [explained(one, facts, contradicted) for one in doctrine.requirements if one.id in wanted]
    if form == "json":
        click.echo(as_json([one.as_json(language) for one in found]))
        return
    for one in found:
        binding = f" ({one.obligation})" if one.applies else ""
        click.echo(f"{one.requirement.id} {WORDS[language][one.applies]}{binding} · {one.requirement.title[language]}")
        for line in one.why.lines(language, depth=1):
            click.echo(line)
        for line in one.obligation_why.lines(language, depth=1) if one.applies and one.obligation_why else ():
            click.echo(f"  {one.obligation}: {line.strip()}")


@click.command()
@REPORT
@EDITION
@LANGUAGE
@FORMAT
def questionnaire(report: Path | None, edition: str | None, language: str, form: str) -> None:
    """Print the questions that decide which requirements of an edition apply."""
    try:
        asked = questions_of(loaded(edition), load_facts())
        contradicted = _contradicted(report)
    except DoctrineError as error:
        refuse(error)
    if form == "json":
        doubts = {name: {"contradicted": text[language]} for name, text in contradicted.items()}
        click.echo(as_json([one.as_json(language) | doubts.get(one.fact, {}) for one in asked]))
        return
    for one in asked:
        click.echo(f"{one.fact}: {one.text[language]}")
        if one.fact in contradicted:
            click.echo(f"  ≠ {CONTRADICTED[language]}: {contradicted[one.fact][language]}")
        for value, text in one.answers:
            click.echo(f"  {value}: {text[language]}")
        click.echo(f"  {WORDS[language]['needed']} {', '.join(one.requirements)}")


def _contradicted(report: Path | None) -> dict[str, Bilingual]:
    """The facts that a run contradicts, with what it says. Raises DoctrineError."""
    return {one.fact: one.message for one in read_report(report).contradicted} if report else {}


def read_facts(path: Path, asked: FactsAsked) -> Facts:
    """The facts in a manifest's `app`, or in a file of facts. Raises DoctrineError for what no question asks."""
    document = source.read(path)
    whole = Section.at(document, (), document.content)
    app = whole.section("app") if "app" in whole.content else whole
    kind = app.text("kind") if "kind" in app.content else "web"
    if kind not in asked.kinds:
        app.blame("kind", f"`{kind}` is no kind of app ({', '.join(asked.kinds)})")
    exchanges = app.section("exchanges") if "exchanges" in app.content else None
    for family in exchanges.content if exchanges else ():
        if exchanges and family not in asked.exchanges:
            exchanges.blame(family, f"`{family}` is no exchange ({', '.join(asked.exchanges)})")
    for index, feature in enumerate(app.texts("features") if "features" in app.content else ()):
        if feature not in asked.features:
            known = ", ".join(asked.features)
            app.blame_within(("features", index), f"no requirement asks about `{feature}` (known: {known})")
    if document.problems:
        raise DoctrineError(document.problems)
    return Facts.of(app.content)


def app_name(manifest: Path) -> str | None:
    """The name that a manifest gives its app; None when it gives none."""
    content = source.read(manifest).content
    app = content.get("app") if isinstance(content, dict) else None
    name = app.get("name") if isinstance(app, dict) else None
    return " ".join(name.split()) if isinstance(name, str) and name.strip() else None
