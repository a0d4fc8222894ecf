"""Ends as soon as somebody begins to sign in."""

import os

from serve import Diary as Conformant
from serve import Page


class Diary(Conformant):
    """Up, and then gone."""

    def login(self, _query: dict[str, str], _form: dict[str, str], _sid: str) -> Page:
        """End the whole process."""
        os._exit(70)
