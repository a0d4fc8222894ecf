"""Declarations of convergence of the app of a settled portal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalogue_portal.convergence import intake, service
from catalogue_portal.convergence.repository import newest_of, versions_of

if TYPE_CHECKING:
    from builders.portals import People

HEAD = "schema: poincon/convergence/1\napp: Carnet\nedition: 2026-1\nrequirements:\n"
URB, SEC, OAU = "MES-URB-03", "MES-SEC-01", "REF-OAU-04"


def text_of(**rows: str) -> str:
    """A file; the names of rows are written with underscores."""
    return HEAD + "".join(f"  {name.replace('_', '-')}: {{{row}}}\n" for name, row in rows.items())


def save(people: People, text: str, *, who: str = "owner") -> int:
    """The next version."""
    with people.context.database.writing() as session:
        newest = newest_of(session, people.app.id)
        after = newest.number if newest else 0
        return service.save(session, getattr(people, who), people.app.id, intake.take(text), after=after).number


def file_newest(people: People) -> None:
    """Have a dossier take the newest version along."""
    with people.context.database.writing() as session:
        newest = newest_of(session, people.app.id)
        assert newest is not None
        service.file(session, newest)


def kept(people: People) -> list[str]:
    """The texts of all versions, oldest first."""
    with people.context.database.reading() as session:
        return [one.text for one in reversed(versions_of(session, people.app.id))]
