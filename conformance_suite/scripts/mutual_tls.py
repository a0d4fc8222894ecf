"""An app that is known by its certificate signs people in (RFC 8705)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from conformance_suite.scripts.sign_in import sign_in, sign_in_from_start

if TYPE_CHECKING:
    from conformance_suite.plays import Play

REGISTERED = ("token_endpoint_auth_method=self_signed_tls_client_auth",)


def watch_certificates() -> Play:
    """A person signs in, and nothing is wrong."""
    return replace(sign_in(passive=True), registers=REGISTERED)


def keys_where_certificates_are_asked() -> Play:
    """The app starts in a space whose keys are at another host, which asks for its certificate."""
    play = sign_in_from_start("jwks_where_certificates_are_asked", uses=("jwks",))
    return replace(play, registers=REGISTERED)


def certificate_not_asked() -> Play:
    """A person signs in when the space has stopped asking for the app's certificate."""
    return replace(sign_in("certificate_not_asked", lane="twin"), registers=REGISTERED)
