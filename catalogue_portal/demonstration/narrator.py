"""The voice of the story in the terminal: a step, what was seen, where to look, and what did not go as told."""

from collections.abc import Iterator
from contextlib import contextmanager

import click


class UntoldError(Exception):
    """Something did not go as the story tells it; the message says what was expected and what was seen."""


class Narrator:
    """Tells a story in numbered steps."""

    def __init__(self) -> None:
        self._number = 0

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Announce a step, and mark it done when it went as told."""
        self._number += 1
        click.secho(f"\n{self._number:>2}. {title}", bold=True)
        yield
        click.secho("    ✓ as told", fg="green")

    def see(self, text: str) -> None:
        """Say what was seen."""
        for line in text.splitlines():
            click.echo(f"    {line}")

    def look(self, address: str) -> None:
        """Say where to look."""
        click.secho(f"    → {address}", fg="cyan")

    def expect(self, what: str, *, seen: object, wanted: object) -> None:
        """Hold the story to what it tells. Raises UntoldError."""
        if seen != wanted:
            raise UntoldError(f"{what}: expected {wanted!r}, saw {seen!r}")
