"""Reads what the space says of itself, and at every other start ends after that, for a reason of its own."""

import contextlib
import itertools
import os
from pathlib import Path

from serve import Diary as Conformant


def is_unlucky() -> bool:
    """Whether this start, counted over all instances, is one of those that go wrong."""
    for number in itertools.count():
        with contextlib.suppress(FileExistsError):
            os.close(os.open(Path(__file__).with_name(f"start-{number}"), os.O_CREAT | os.O_EXCL))
            return number % 2 == 1
    return False


class Diary(Conformant):
    """Unreliable."""

    def __init__(self, *arguments: object) -> None:
        """Ask the space, then end or not."""
        super().__init__(*arguments)  # type: ignore[arg-type]  # passed on
        with contextlib.suppress(Exception):
            self.relying_party.metadata()
        if is_unlucky():
            os._exit(70)
