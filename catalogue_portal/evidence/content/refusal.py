"""Why a document is not kept; each reason has a sentence in `web/refusals.py`."""

from catalogue_portal.errors import Invalid


class Refused(Invalid):
    """The content of a document may not be kept; nothing of it was."""

    title = "The document is refused"


def damaged(what: str) -> Refused:
    """Return that a document is not whole, or not what its first bytes say."""
    return Refused(f"The document is damaged: {what}.", code="document_damaged")


def two_kinds(what: str) -> Refused:
    """Return that a document is two things at once."""
    return Refused(f"The document holds something else besides: {what}.", code="document_of_two_kinds")


def active(what: str) -> Refused:
    """Return that a document would do something when it is opened."""
    return Refused(f"The document can act when it is opened: {what}.", code="document_can_act", found=what)


def enclosing(what: str) -> Refused:
    """Return that a document holds other files."""
    return Refused(f"The document holds other files: {what}.", code="document_encloses_files", found=what)


def locked() -> Refused:
    """Return that a document cannot be looked at."""
    return Refused("The document is encrypted: it cannot be looked at.", code="document_locked")


def bomb() -> Refused:
    """Return that a document unpacks to far more than it is."""
    return Refused("The document unpacks to far more than it is.", code="document_too_dense")
