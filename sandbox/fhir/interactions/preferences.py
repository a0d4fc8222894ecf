"""What a client would rather have: the header Prefer (RFC 7240), of which FHIR knows `return` and `handling`."""

from typing import Final, Literal, get_args

from werkzeug.datastructures import Headers

Return = Literal["minimal", "representation", "OperationOutcome"]
_RETURNS: Final[dict[str, Return]] = {one.lower(): one for one in get_args(Return)}


def wanted_return(headers: Headers) -> Return | None:
    """Return what a write should answer (FHIR R4, 3.1.0.5), or None when nothing known is preferred."""
    return _RETURNS.get(_preference(headers, "return"))


def is_lenient(headers: Headers) -> bool:
    """Tell whether unknown search parameters are to be left aside (FHIR R4, 3.1.1.3.1)."""
    return _preference(headers, "handling") == "lenient"


def _preference(headers: Headers, name: str) -> str:
    """Return the value of a preference in small letters, the first one when it is repeated (RFC 7240, 2)."""
    for written in ",".join(headers.getlist("Prefer")).split(","):
        told, _, value = written.partition(";")[0].partition("=")
        if told.strip().lower() == name:
            return value.strip().strip('"').lower()
    return ""
