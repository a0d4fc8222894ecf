"""Looks for a file named after the key, and shows the person what went wrong inside."""

import traceback
from pathlib import Path
from typing import Any

from joserfc.jwk import KeySet
from relying_party import RelyingParty as ConformantParty
from serve import Diary as ConformantDiary
from serve import Page

KILLED_BY = "IDT-10"


class KeyFileError(BaseException):
    """Not caught where errors of verification are."""


class RelyingParty(ConformantParty):
    """Keys are cached in files."""

    def keys(self, kid: str | None) -> KeySet:
        """A file with a name like that cannot be."""
        if "/" in str(kid):
            raise KeyFileError(Path("keys") / str(kid)[:80])
        return super().keys(kid)


class Diary(ConformantDiary):
    """Errors of the program are shown as they are."""

    def callback(self, query: dict[str, str], form: dict[str, str], sid: str) -> Any:  # noqa: ANN401 - the page
        """Whatever goes wrong is told in full."""
        try:
            return super().callback(query, form, sid)
        except KeyFileError:
            return Page(500, traceback.format_exc())
