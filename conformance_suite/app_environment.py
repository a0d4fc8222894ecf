"""What a started app finds in its environment."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from conformance_suite.manifest.model import CommandTarget
from conformance_suite.manifest.placeholders import expand

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conformance_suite.manifest.model import ImageTarget

_BUNDLE_NAMES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "GIT_SSL_CAINFO")


def environment(values: Mapping[str, str], target: CommandTarget | ImageTarget) -> dict[str, str]:
    """The environment of a started app: a clean one, what every app gets, and what the manifest adds.

    An image has a path and a language of its own.
    """
    bundle = values["ca_bundle"]
    ours = ("PATH", "LANG") if isinstance(target, CommandTarget) else ()
    clean = {name: os.environ[name] for name in ours if name in os.environ}
    given = {
        "HOME": values["instance_dir"],
        "TMPDIR": values["instance_dir"],
        "MES_ISSUER": values["issuer"],
        "MES_CLIENT_ID": values["client_id"],
        "MES_CLIENT_SECRET": values["client_secret"],
        "MES_FHIR_BASE": values["fhir_base"],
        "MES_REDIRECT_URI": values["redirect_uri"],
        "MES_APP_URL": values["app_url"],
        "MES_SOLUTION_OID": values["solution_oid"],
        "MES_ID_TOKEN_HEADER": values["id_token_header"],
        "PORT": values["port"],
        "PYTHONUNBUFFERED": "1",  # what a program in Python prints is in its log before it is ended
        **dict.fromkeys(_BUNDLE_NAMES, bundle),
    }
    return clean | given | {name: expand(value, values) for name, value in target.env.items()}
