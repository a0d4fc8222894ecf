"""Reads what the space says of itself, and then never listens."""

import contextlib
import threading

from serve import Diary as Conformant


class Diary(Conformant):
    """Lost in thought."""

    def __init__(self, *arguments: object) -> None:
        """Ask the space, and wait for something that does not come."""
        super().__init__(*arguments)  # type: ignore[arg-type]  # passed on
        with contextlib.suppress(Exception):
            self.relying_party.metadata()
        threading.Event().wait()
