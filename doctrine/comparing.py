"""`poincon doctrine diff`: what changes between two editions, in words."""

from __future__ import annotations

import click

from doctrine import difference_words
from doctrine.difference import difference
from doctrine.options import FORMAT, LANGUAGE, as_json, loaded


@click.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@LANGUAGE
@FORMAT
def diff(before: str, after: str, language: str, form: str) -> None:
    """Tell what changes from edition A to edition B; each is a name, or the path of an edition's file."""
    found = difference(loaded(before), loaded(after))
    if form == "json":
        click.echo(as_json(difference_words.as_json(found, language)))
        return
    for line in difference_words.lines(found, language):
        click.echo(line)
