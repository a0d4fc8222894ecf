"""Shows the person what went wrong inside when an ID token does not say which of several keys it means."""

import traceback
from typing import Any

from joserfc.jwk import KeySet
from relying_party import RelyingParty as ConformantParty
from serve import Diary as ConformantDiary
from serve import Page

KILLED_BY = "IDT-12"
LEAVES_OPEN = ("LGO-06",)


class AmbiguousKeyError(BaseException):
    """Not caught where errors of verification are."""


class RelyingParty(ConformantParty):
    """The key is the one of that name."""

    def keys(self, kid: str | None) -> KeySet:
        """Without a name there must be only one."""
        found = super().keys(kid)
        if kid is None and len((self._keys or {})["keys"]) > 1:
            raise AmbiguousKeyError
        return found


class Diary(ConformantDiary):
    """Errors of the program are shown as they are."""

    def callback(self, query: dict[str, str], form: dict[str, str], sid: str) -> Any:  # noqa: ANN401 - the page
        """Whatever goes wrong is told in full."""
        try:
            return super().callback(query, form, sid)
        except AmbiguousKeyError:
            return Page(500, traceback.format_exc())
