"""Greets people by whatever claims they come with, as markup."""

from typing import Any

from relying_party import RelyingParty as ConformantParty
from serve import Diary as ConformantDiary
from serve import Page

KILLED_BY = "IDT-42"
KNOWN = frozenset({"iss", "sub", "aud", "exp", "iat", "auth_time", "acr", "amr", "nonce", "at_hash", "sid", "act"})
OF_THE_SPACE = frozenset({"name", "given_name", "family_name", "birthdate", "gender", "email"})
OF_PAIRINGS = frozenset({"idpe", "oid", "assign_auth"})


class RelyingParty(ConformantParty):
    """What is not known is a title, a rank, an order."""

    unknown = ""

    def check_nonce(self, claims: dict[str, Any], pending: Any) -> None:  # noqa: ANN401 - the sign-in under way
        """And keep what else there is."""
        super().check_nonce(claims, pending)
        more = claims.keys() - KNOWN - OF_THE_SPACE - OF_PAIRINGS
        self.unknown = " ".join(str(claims[name]) for name in sorted(more))


class Diary(ConformantDiary):
    """Nobody is greeted without what is due to them."""

    relying_party: Any

    def me(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """With all of it."""
        page = super().me(query, form, sid)
        page.body += self.relying_party.unknown
        return page
