"""Which language a request is answered in: FHIR below the APIs of a space, OAuth and pages everywhere else."""

import re
from typing import Final

# Only at its place: the path of FranceConnect holds "/api/" too, and speaks OAuth.
_FHIR: Final = re.compile(r"/s/[^/?]+/api/")


def is_fhir(target: str) -> bool:
    """Tell whether a path, with or without its query, is that of a FHIR API of a space."""
    return _FHIR.match(target) is not None
