"""`poincon doctrine schema`, `export` and `import`: the doctrine in the formats of others."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from doctrine import difference_words, drafting, oscal, spreadsheet
from doctrine.applicability import applicable
from doctrine.asking import read_facts
from doctrine.difference import difference
from doctrine.facts import load_facts
from doctrine.loader import Shelf
from doctrine.model import Obligation
from doctrine.options import EDITION, LANGUAGE, as_json, loaded, refuse
from doctrine.problems import DoctrineError
from doctrine.schema import SCHEMAS
from doctrine.sections import load_sections

if TYPE_CHECKING:
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
@click.option("--format", "form", type=click.Choice(["oscal", "csv"]), default="oscal", show_default=True)
@click.option(
    "--kind", type=click.Choice(["catalog", "profile"]), default="catalog", show_default=True, help="OSCAL only."
)
@click.option(
    "--for",
    "manifest",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A profile of what applies to this app; of what SHALL hold by default.",
)
@click.option("--catalog", "href", default="catalog.json", show_default=True, help="Where a profile finds the catalog.")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="A file; standard output by default."
)
@EDITION
@LANGUAGE
def export(
    *, form: str, kind: str, manifest: Path | None, href: str, output: Path | None, edition: str | None, language: str
) -> None:
    """Export an edition: OSCAL 1.1 (catalog or profile), or CSV for a spreadsheet."""
    read = loaded(edition)
    try:
        text = (
            spreadsheet.to_csv(read, Shelf(_root_of(edition)))
            if form == "csv"
            else _oscal(read, kind, manifest, href, language)
        )
    except DoctrineError as error:
        refuse(error)
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_bytes(text.encode())


@click.command("import")
@click.argument("table", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--write", "name", metavar="NAME", help="Write the changes as a draft edition of this name.")
@EDITION
@LANGUAGE
def import_table(table: Path, name: str | None, edition: str | None, language: str) -> None:
    """Read back a table that `export --format csv` wrote, and tell what it changes. Writes nothing unless asked."""
    base, shelf = loaded(edition), Shelf(_root_of(edition))
    try:
        found, texts = spreadsheet.from_csv(table, base, shelf)
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


def _oscal(read: Edition, kind: str, manifest: Path | None, href: str, language: str) -> str:
    moment = f"{read.in_force_from}T00:00:00Z" if read.in_force_from else f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    if kind == "catalog":
        return as_json(oscal.catalog(read, load_sections(), language, moment)) + "\n"
    chosen = applicable(read, read_facts(manifest, load_facts())) if manifest else read.requirements
    ids = {one.id for one in chosen if manifest or one.obligation is Obligation.SHALL}
    return as_json(oscal.profile(read, ids, href, language, moment)) + "\n"


def _root_of(edition: str | None) -> Path:
    """The doctrine in which an edition lies that is given by its file; ours otherwise."""
    if edition is not None and edition.endswith(".yaml"):
        return Path(edition).resolve().parent.parent
    return Shelf().root
