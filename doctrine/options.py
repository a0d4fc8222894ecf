"""What the commands of the doctrine share: options, reading an edition, refusing with code 2."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NoReturn

import click

from doctrine import loader
from doctrine.problems import DoctrineError

if TYPE_CHECKING:
    from doctrine.model import Edition

EXIT_DOCTRINE = 2
EDITION = click.option("--edition", metavar="NAME", help="The edition to read; the latest in force by default.")
LANGUAGE = click.option(
    "--language", type=click.Choice(["fr", "en"]), default="en", show_default=True, help="The language of the texts."
)
FORMAT = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)


class UnusableDoctrineError(click.ClickException):
    """Told on stderr, one line a problem; the command ends with 2."""

    exit_code = EXIT_DOCTRINE


def loaded(edition: str | None) -> Edition:
    """An edition by its name, or by the path of its file in a doctrine of its own (`draft/editions/2027-1.yaml`)."""
    try:
        return loader.edition_at(edition)
    except DoctrineError as error:
        refuse(error)


def refuse(error: DoctrineError) -> NoReturn:
    """End with every problem, one a line."""
    raise UnusableDoctrineError(str(error)) from error


def as_json(value: object) -> str:
    """A value as the commands print it."""
    return json.dumps(value, ensure_ascii=False, indent=1)
