"""Which language a request is answered in: FHIR below the APIs of a space, OAuth and pages everywhere else."""

import re
from typing import Final

# Only at its place: the path of FranceConnect holds "/api/" too, and speaks OAuth.
_API: Final = re.compile(r"/s/[^/?]+/api/([a-z]*)")


def is_fhir(target: str) -> bool:
    """Tell whether a path, with or without its query, is that of a FHIR API of a space."""
    return api_of(target) is not None


def api_of(target: str) -> str | None:
    """Return the name of the FHIR API that a path is of, as its address spells it; None elsewhere."""
    found = _API.match(target)
    return None if found is None else found[1]
