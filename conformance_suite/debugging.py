"""An environment of debugging: the names by which programs are commonly told to debug, or to be less careful of TLS.

A name has one value, the most usual one. Left out is what a platform obeys whatever the app says
(NODE_TLS_REJECT_UNAUTHORIZED, PYTHONHTTPSVERIFY, PERL_LWP_SSL_VERIFY_HOSTNAME): with these an app whose own code
verifies everything would seem not to. So is what belongs to other tools (GIT_SSL_NO_VERIFY, npm_config_strict_ssl), and
what lets an app do without TLS (OAUTHLIB_INSECURE_TRANSPORT), as the space speaks nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_FLAGS = {
    "DEBUG": "1",
    "APP_DEBUG": "true",
    "DJANGO_DEBUG": "True",
    "FLASK_DEBUG": "1",
    "DEV": "1",
    "DEV_MODE": "1",
}
_STAGES = {
    **dict.fromkeys(
        (
            *("ENV", "ENVIRONMENT", "APP_ENV", "APP_ENVIRONMENT", "NODE_ENV", "FLASK_ENV", "DJANGO_ENV", "PYTHON_ENV"),
            *("GO_ENV", "RAILS_ENV", "RACK_ENV"),
        ),
        "development",
    ),
    "ASPNETCORE_ENVIRONMENT": "Development",
    "DOTNET_ENVIRONMENT": "Development",
    "SPRING_PROFILES_ACTIVE": "dev",
    "MICRONAUT_ENVIRONMENTS": "dev",
    "QUARKUS_PROFILE": "dev",
}
_VERIFYING = dict.fromkeys(
    (
        *("VERIFY_SSL", "SSL_VERIFY", "VERIFY_TLS", "TLS_VERIFY", "VERIFY_CERTS", "VERIFY_CERTIFICATES"),
        *("HTTPS_VERIFY", "OIDC_VERIFY_SSL", "REJECT_UNAUTHORIZED", "TLS_REJECT_UNAUTHORIZED"),
    ),
    "false",
)
_NOT_VERIFYING = dict.fromkeys(
    (
        *("INSECURE", "INSECURE_TLS", "INSECURE_SSL", "ALLOW_INSECURE", "INSECURE_SKIP_VERIFY", "TLS_INSECURE"),
        *("SKIP_TLS_VERIFY", "TLS_SKIP_VERIFY", "SKIP_SSL_VERIFY", "SSL_NO_VERIFY", "DISABLE_SSL_VERIFICATION"),
    ),
    "1",
)
DEBUGGING: Mapping[str, str] = _FLAGS | _STAGES | _VERIFYING | _NOT_VERIFYING
