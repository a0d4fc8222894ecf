"""The signature of a report that the platform itself produced: a JWS detached from the bytes of `report.json`."""

from joserfc.jwk import KeySet

from catalogue_portal.runs.signature import REPORT
from catalogue_portal.signed_statement import verify_detached


def verify(signature: str, report: bytes, *, keys: KeySet) -> None:
    """Check that `signature` is of exactly these bytes, by a report key.

    Raises:
        StatementError: it is not.
    """
    verify_detached(signature, report, typ=REPORT.typ, keys=keys)
