"""What the office says of an edition of the doctrine: exactly these revisions, in bytes that are signed apart.

Whoever holds a copy of the doctrine recomputes the digest from its own files, and compares.
"""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from joserfc.jwk import KeySet

from catalogue_portal.keys import KeyPurpose
from catalogue_portal.signed_statement import JsonValue, StatementError, verify_detached

if TYPE_CHECKING:
    from doctrine.model import Edition

EDITION = KeyPurpose("edition", "poincon-edition+jws")
SCHEMA: Final = "poincon/edition/1"


def edition_bytes(edition: "Edition", issuer: str) -> bytes:
    """Return the same bytes for the same edition, always."""
    document = {
        "schema": SCHEMA,
        "issuer": issuer,
        "edition": edition.id,
        "status": edition.status.value,
        "in_force_from": edition.in_force_from,
        **({"transition_until": edition.transition_until} if edition.transition_until else {}),
        "digest": edition.digest,
        "requirements": [
            {"id": one.id, "revision": one.revision, "digest": one.digest}
            for one in sorted(edition.requirements, key=lambda one: one.id)
        ],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def read_edition(content: bytes, signature: str, *, keys: KeySet) -> tuple[str, str]:
    """Return the name and the digest of an edition whose bytes are signed.

    Raises:
        StatementError: they are not, or the digest is not that of the revisions that they list.
    """
    verify_detached(signature, content, typ=EDITION.typ, keys=keys)
    document = json.loads(content)
    name, digest = str(document.get("edition")), str(document.get("digest"))
    if digest != _digest(name, document.get("requirements")):
        raise StatementError("the digest is not that of the revisions listed")
    return name, digest


def _digest(name: str, listed: JsonValue) -> str:
    from doctrine.loader import digest_of_rows  # noqa: PLC0415 - a third of a second, for editions only

    rows = [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, Sequence) else []
    return digest_of_rows(
        name, ((str(one.get("id")), _number(one.get("revision")), str(one.get("digest"))) for one in rows)
    )


def _number(value: JsonValue) -> int:
    if not isinstance(value, int):
        raise StatementError("a revision is not a number")
    return value
