"""`poincon doctrine schema`, `export` and `import`: the doctrine in the formats of others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from doctrine import difference_words, drafting, oscal, oscal_component, spreadsheet
from doctrine.applicability import applicable
from doctrine.asking import app_name, read_facts
from doctrine.convergence_reader import read as read_convergence
from doctrine.difference import difference
from doctrine.facts import load_facts
from doctrine.loader import Shelf, edition_at
from doctrine.model import Obligation
from doctrine.options import EDITION, LANGUAGE, as_json, loaded, refuse
from doctrine.problems import DoctrineError, Problem
from doctrine.schema import SCHEMAS
from doctrine.sections import load_sections

if TYPE_CHECKING:
    from doctrine.convergence import Convergence
    from doctrine.model import Edition

SHELF = {
    "fr": ("rien n'est écrit : --write NOM écrit ce projet", "écrit : {}"),
    "en": ("nothing is written: --write NAME writes this draft", "wrote {}"),
}


@click.command()
@click.argument("of", type=click.Choice(list(SCHEMAS)), default="requirement")
def schema(of: str) -> None:
    """Print the JSON Schema of a requirement's file, of an edition's or of a declaration of convergence."""
    click.echo(as_json(SCHEMAS[of]()))


@click.command()
@click.option("--format", "form", type=click.Choice(["oscal", "csv", "ods"]), default="oscal", show_default=True)
@click.option(
    "--kind",
    type=click.Choice(["catalog", "profile", "component-definition"]),
    default="catalog",
    show_default=True,
    help="OSCAL only.",
)
@click.option(
    "--for",
    "manifest",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A profile, or a component, of what applies to this app; a profile of what SHALL hold by default.",
)
@click.option(
    "--convergence",
    "declared",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The app's declaration: a component definition says what it declares of each requirement.",
)
@click.option("--catalog", "href", default="catalog.json", show_default=True, help="Where others find the catalog.")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="A file; standard output by default."
)
@EDITION
@LANGUAGE
def export(
    *,
    form: str,
    kind: str,
    manifest: Path | None,
    declared: Path | None,
    href: str,
    output: Path | None,
    edition: str | None,
    language: str,
) -> None:
    """Export an edition: OSCAL 1.1 (catalog, profile or component definition), or CSV or ODS for a spreadsheet."""
    read = loaded(edition)
    if kind == "component-definition" and form == "oscal" and manifest is None:
        raise click.UsageError("a component definition is of an app: name its manifest with --for")
    try:
        match form:
            case "csv":
                made = spreadsheet.to_csv(read, Shelf(_root_of(edition))).encode()
            case "ods":
                made = spreadsheet.to_ods(read, Shelf(_root_of(edition)))
            case _:
                made = _oscal(read, kind, _asked(read, manifest, declared), href, language).encode()
    except DoctrineError as error:
        refuse(error)
    if output is None:
        click.echo(made, nl=False)
    else:
        output.write_bytes(made)


@click.command("import")
@click.argument("table", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--write", "name", metavar="NAME", help="Write the changes as a draft edition of this name.")
@EDITION
@LANGUAGE
def import_table(table: Path, name: str | None, edition: str | None, language: str) -> None:
    """Read back a table that `export` wrote (CSV, ODS), and tell what it changes. Writes nothing unless asked."""
    base, shelf = loaded(edition), Shelf(_root_of(edition))
    try:
        found, texts = spreadsheet.from_table(table, base, shelf)
        draft = drafting.drafted(name or f"{base.id}-draft", base, found)
        for line in difference_words.lines(difference(base, draft), language):
            click.echo(line)
        written = drafting.write(draft, base, texts, shelf) if name else []
    except DoctrineError as error:
        refuse(error)
    if not name:
        click.echo(f"\n{SHELF[language][0]}", err=True)
    for path in written:
        click.echo(SHELF[language][1].format(path), err=True)


@dataclass(frozen=True)
class _Asked:
    """The app for which one exports: its name, what applies to it, and what it declares."""

    app: str
    ids: frozenset[str]
    declared: Convergence | None


def _asked(read: Edition, manifest: Path | None, declared: Path | None) -> _Asked | None:
    if manifest is None:
        return None
    name = app_name(manifest)
    convergence = read_convergence(declared, edition_at) if declared else None
    if declared and convergence and name is not None and convergence.app != name:
        raise DoctrineError([Problem(declared, None, f"is of the app `{convergence.app}`, the manifest of `{name}`")])
    ids = frozenset(one.id for one in applicable(read, read_facts(manifest, load_facts())))
    return _Asked(name or (convergence.app if convergence else manifest.stem), ids, convergence)


def _oscal(read: Edition, kind: str, asked: _Asked | None, href: str, language: str) -> str:
    moment = f"{read.in_force_from}T00:00:00Z" if read.in_force_from else f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    if kind == "catalog":
        return as_json(oscal.catalog(read, load_sections(), language, moment)) + "\n"
    if kind == "component-definition" and asked is not None:
        said = oscal_component.Component(asked.app, asked.ids, asked.declared)
        return as_json(oscal_component.component_definition(read, said, href, language, moment)) + "\n"
    binding = {one.id for one in read.requirements if one.obligation is Obligation.SHALL}
    return as_json(oscal.profile(read, asked.ids if asked else binding, href, language, moment)) + "\n"


def _root_of(edition: str | None) -> Path:
    """The doctrine in which an edition lies that is given by its file; ours otherwise."""
    if edition is not None and edition.endswith(".yaml"):
        return Path(edition).resolve().parent.parent
    return Shelf().root
