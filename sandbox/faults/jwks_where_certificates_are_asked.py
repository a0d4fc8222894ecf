"""MTLS-01: the key set is at another host, which asks whoever comes for a certificate."""

import json
from dataclasses import dataclass
from typing import ClassVar

from sandbox.hooks import WireAnswer


@dataclass(frozen=True)
class JwksWhereCertificatesAreAsked:
    """Publishes the good key set under the other name of the place, at a listener that asks for certificates.

    Nothing there needs one: the keys are public (RFC 8705, 5, has no alias for them). A space without aliases stays.
    """

    id: ClassVar[str] = "jwks_where_certificates_are_asked"

    def answer(self, answer: WireAnswer) -> WireAnswer:
        """Return the discovery document with another `jwks_uri`."""
        document = json.loads(answer.body) if answer.endpoint == "discovery" else {}
        asking = document.get("mtls_endpoint_aliases", {}).get("token_endpoint")
        if asking is None:
            return answer
        place = answer.place
        there = str(asking).replace(f"//{place.host}:", f"//{place.other_host}:", 1)
        document["jwks_uri"] = there.removesuffix("/oauth2/token") + "/oauth2/jwks"
        return answer.saying(document)
