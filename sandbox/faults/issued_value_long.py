"""ARSP-16, TOK-18: a code or an access token is very long, and uses every character that it may."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import IssuedKind, IssuedValue

# RFC 6749, A.11: a code is of visible characters and spaces; RFC 6750, 2.1: a token of these, equals signs at its end.
_VISIBLE = " " + "".join(chr(code) for code in range(0x21, 0x7F))
_TOKEN = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-._~+/"  # noqa: S105 - an alphabet
_SIZES = {"code": 8 * 1024, "access_token": 16 * 1024}


@dataclass(frozen=True)
class IssuedValueLong:
    """Lengthens codes to 8 KiB or access tokens to 16 KiB, in every legal character; the space knows them as such."""

    id: ClassVar[str] = "issued_value_long"
    kind: IssuedKind = "code"

    def issued_value(self, issued: IssuedValue) -> IssuedValue:
        """Return the value made long; one of the other kind stays as it is."""
        if issued.kind != self.kind:
            return issued
        alphabet, end = (_VISIBLE, "~") if self.kind == "code" else (_TOKEN, "==")
        room = _SIZES[self.kind] - len(issued.value) - len(end)
        return replace(issued, value=issued.value + (alphabet * (room // len(alphabet) + 1))[:room] + end)
