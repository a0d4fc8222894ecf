"""Whom a verifier believes: an issuer, its environment, and the public keys of each thing that it signs."""

from dataclasses import dataclass, field
from typing import Self

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from catalogue_portal.labels.claims import Environment
from catalogue_portal.signed_statement import JsonValue, StatementError

WELL_KNOWN = "/.well-known/poincon-issuer"


@dataclass(frozen=True)
class IssuerDocument:
    """What an issuer publishes about itself at `WELL_KNOWN`; kept in a file, it lets a label be verified offline."""

    issuer: str
    environment: Environment
    label_keys: KeySet
    status_list_keys: KeySet
    report_keys: KeySet
    edition_keys: KeySet = field(default_factory=lambda: KeySet([]))
    is_remembered: bool = field(default=False, kw_only=True)
    """Whether this was read earlier, so that the issuer may have newer keys by now."""

    @classmethod
    def from_json(cls, document: JsonValue) -> Self:
        """Read the published document.

        Raises:
            StatementError: it is not such a document.
        """
        if not isinstance(document, dict):
            raise StatementError("the issuer's document is not a JSON object")
        try:
            keys = [KeySet.import_key_set(document[f"{kind}_jwks"]) for kind in ("label", "status_list", "report")]
            if "edition_jwks" in document:  # an issuer of before signed no editions
                keys.append(KeySet.import_key_set(document["edition_jwks"]))
            return cls(str(document["issuer"]), Environment(document["environment"]), *keys)
        except (KeyError, TypeError, ValueError, JoseError) as error:
            raise StatementError(f"the issuer's document cannot be read: {error}") from error
