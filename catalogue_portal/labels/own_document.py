"""What this portal publishes about itself as an issuer of labels."""

from typing import Any

from catalogue_portal.keys import KeyStore
from catalogue_portal.labels.claims import LABEL
from catalogue_portal.labels.publication import Publication
from catalogue_portal.labels.signed_edition import EDITION
from catalogue_portal.labels.status_list_token import STATUS_LIST
from catalogue_portal.runs.signature import REPORT


def own_document(keys: KeyStore, publication: Publication) -> dict[str, Any]:
    """Return the issuer's document: its name, its addresses and its public keys (read by `trust.IssuerDocument`)."""
    return {
        "issuer": publication.issuer,
        "environment": publication.environment.value,
        "label_jwks_uri": publication.label_jwks_uri,
        "status_list_uri": publication.status_list_uri,
        "status_list_jwks_uri": publication.status_list_jwks_uri,
        "label_jwks": keys.jwks(LABEL),
        "status_list_jwks": keys.jwks(STATUS_LIST),
        "report_jwks": keys.jwks(REPORT),
        "editions_uri": publication.editions_uri,
        "edition_jwks": keys.jwks(EDITION),
    }
