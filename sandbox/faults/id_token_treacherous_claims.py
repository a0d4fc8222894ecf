"""IDT-42: claims of the ID token have treacherous names."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.json_value import JsonObject

_MARKUP = "<poincon-claim title=x>"
_CLAIMS: JsonObject = {
    "__proto__": {"name": _MARKUP, "sub": _MARKUP},
    "constructor": {"prototype": {"name": _MARKUP}},
    "na\u0000me": _MARKUP,
    "\u202ename": _MARKUP,
    "n\u0430me": _MARKUP,
    _MARKUP: _MARKUP,
}


@dataclass(frozen=True)
class IdTokenTreacherousClaims:
    """Adds claims whose names programs stumble over, markup in each (RFC 7519, 4: unknown claims are ignored)."""

    id: ClassVar[str] = "id_token_treacherous_claims"

    def id_token_claims(self, claims: JsonObject) -> JsonObject:
        """Return the claims with those besides: all that was there stays."""
        return {**_CLAIMS, **claims}
