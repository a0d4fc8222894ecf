"""`poincon doctrine`: what is required, by whom, on which ground; and whether the files are whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from doctrine import integrity
from doctrine.asking import applies, questionnaire
from doctrine.comparing import diff
from doctrine.interchange import export, import_table, schema
from doctrine.loader import ROOT
from doctrine.model import Bilingual
from doctrine.options import EDITION, LANGUAGE, loaded, refuse
from doctrine.problems import DoctrineError

if TYPE_CHECKING:
    from doctrine.model import ExpectedEvidence, Requirement

DAYS = {
    "in_force_from": Bilingual("depuis le {}", "since {}"),
    "transition_until": Bilingual("on peut encore s'y référer jusqu'au {}", "may still be filed under until {}"),
}


@click.group()
def doctrine() -> None:
    """What is required of an app: requirements, their sources, and the editions that put them in force."""


@doctrine.command("list")
@EDITION
@LANGUAGE
def list_requirements(edition: str | None, language: str) -> None:
    """List the requirements of an edition."""
    read = loaded(edition)
    days = [DAYS[name][language].format(day) for name in DAYS if (day := getattr(read, name))]
    click.echo(" · ".join((read.id, read.title[language], read.status, *days, read.digest)))
    for one in read.requirements:
        row = (
            f"{one.id:<12} r{one.revision}  {one.obligation:<6} {one.legal_standing:<11} {one.verification.method:<11}"
        )
        click.echo(f"{row} {one.title[language]}")


@doctrine.command()
@click.argument("requirement_id", metavar="ID")
@EDITION
@LANGUAGE
def show(requirement_id: str, edition: str | None, language: str) -> None:
    """Show one requirement: what, how binding, on which ground, how it is verified and how to mend."""
    read = loaded(edition)
    found = read.find(requirement_id.upper())
    if found is None:
        raise click.UsageError(f"edition {read.id} has no requirement {requirement_id}. See: poincon doctrine list")
    for line in lines_of(found, language):
        click.echo(line)


@doctrine.command()
def check() -> None:
    """Check that every file loads and that every edition holds what was put in force."""
    problems = integrity.check()
    if problems:
        refuse(DoctrineError(problems))
    click.echo("the doctrine is whole")


@doctrine.command()
@click.argument("name", metavar="EDITION")
def seal(name: str) -> None:
    """Write the digests of a draft edition's requirements into it."""
    path = ROOT / "editions" / f"{Path(name).name}.yaml"
    if not path.is_file():
        raise click.UsageError(f"there is no edition {name}")
    try:
        path.write_text(integrity.seal(path), encoding="utf-8")
    except DoctrineError as error:
        refuse(error)
    click.echo(f"sealed {name}")


for command in (applies, diff, export, import_table, questionnaire, schema):
    doctrine.add_command(command)

COMMANDS = (doctrine,)


def lines_of(one: Requirement, language: str) -> list[str]:
    """A requirement as lines of text."""
    source = " ".join(part for part in (one.source.text, one.source.version) if part)
    rows: list[tuple[str, Any]] = [
        ("obligation", one.obligation),
        ("required level", one.required_level[language] if one.required_level else None),
        ("legal standing", one.legal_standing),
        ("source", f"{source}, {one.clause}"),
        ("provenance", f"{one.provenance.note} ({one.confidence})"),
        ("official number", one.provenance.official_ref),
        ("verification", one.verification.method),
        ("why", one.verification.reason[language] if one.verification.reason else None),
        ("rests on", ", ".join(one.verification.rests_on)),
        ("evidence", "; ".join(_evidence(item, language) for item in one.evidence)),
        ("see also", "; ".join(f"{other.to} {other.clause}" for other in one.cross_references)),
        ("to mend it", one.remediation[language]),
    ]
    head = [f"{one.id} r{one.revision} · {one.title[language]}", "", one.statement[language], ""]
    return head + [f"{name + ':':<17}{value}" for name, value in rows if value]


def _evidence(item: ExpectedEvidence, language: str) -> str:
    words = {"fr": "valable {} mois", "en": "valid for {} months"}[language]
    details = [*item.formats, *([words.format(item.valid_months)] if item.valid_months else [])]
    return f"{item[language]} ({', '.join(details)})" if details else item[language]
