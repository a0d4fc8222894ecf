"""Which redirect URIs a labelled app may register."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from catalogue_portal.errors import Invalid

MOST_URIS: Final = 10
_LONGEST: Final = 500
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")


def accept_redirect_uris(uris: Sequence[str], *, kind: str, loopback: bool) -> list[str]:
    """Return the URIs if each may be registered for an app of this kind.

    `loopback` allows plain http on this machine, for the demonstration; a native app always may (RFC 8252, 7.3).

    Raises:
        Invalid: none, too many, or one that is not acceptable; all of those are named.
    """
    if not 1 <= len(uris) <= MOST_URIS:
        raise Invalid(f"Register 1 to {MOST_URIS} redirect URIs.", code="bad_redirect_uri")
    wrong = [
        f"{uri[:_LONGEST]}: {reason}" for uri in uris if (reason := _objection(uri, kind, loopback or kind == "native"))
    ]
    if wrong:
        raise Invalid(
            "Some redirect URIs are not acceptable.", code="bad_redirect_uri", errors={"redirect_uris": wrong}
        )
    return list(dict.fromkeys(uris))


def _objection(uri: str, kind: str, loopback: bool) -> str | None:  # noqa: FBT001 - private
    try:
        parts = urlsplit(uri)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "it is malformed"
    if len(uri) > _LONGEST or not uri.isascii() or not uri.isprintable() or any(c in uri for c in ' \\"<>*{}'):
        return "it is malformed, or has a wildcard or placeholder"
    if "#" in uri or parts.username is not None:
        return "it has a fragment or a user name (RFC 6749, 3.1.2)"
    private_scheme = kind == "native" and "." in parts.scheme
    on_this_machine = parts.scheme == "http" and host in _LOOPBACK and loopback
    if private_scheme or on_this_machine or (parts.scheme == "https" and host):
        return None
    return "it must use https; a native app may use a private scheme or loopback (RFC 8252, 7.1 and 7.3)"
