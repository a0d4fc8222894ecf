"""What a manifest says of where an app is: its origin, and addresses that are elsewhere."""

import re
from collections.abc import Iterator
from typing import Final

import yaml

from catalogue_portal.apps.models import Release

_ORIGIN: Final = re.compile(r"(https?)://([a-z0-9.-]+?)\.?(?::([0-9]{1,5}))?(?:[/?#].*)?", re.ASCII | re.IGNORECASE)
_DEFAULT_PORTS: Final = {"https": 443, "http": 80}
_INFORMATIVE: Final = frozenset({"client_uri", "logo_uri", "policy_uri", "tos_uri"})
"""Of RFC 7591: addresses that neither a run nor a browser of ours goes to."""
_CLIENTS: Final = ("client", "client_2", "client_psc")


def url_of(release: Release) -> str:
    """Return the URL that the manifest of a release names, its target being one; empty for an app on a device."""
    return str(yaml.safe_load(release.manifest)["target"].get("url", ""))


def origin_of(url: str) -> str | None:
    """Return the origin of a URL (RFC 6454, 6.2), None for what is none of ours to prove.

    What is odd is refused rather than read: another reader might read it otherwise.
    """
    if not url.isprintable() or " " in url or "\\" in url:
        return None
    found = _ORIGIN.fullmatch(url if url.isascii() else _in_ascii(url))
    if found is None:
        return None
    scheme, host, port = found[1].lower(), found[2].lower(), int(found[3] or 0)
    standing = "" if port in {0, _DEFAULT_PORTS[scheme]} else f":{port}"
    return f"{scheme}://{host}{standing}"


def addresses_elsewhere(release: Release) -> list[str]:
    """Return the addresses of the app's clients that are not at its own origin: we would send people or calls there."""
    manifest, url = yaml.safe_load(release.manifest), url_of(release).rstrip("/")
    own = origin_of(url)
    given = [one for name in _CLIENTS for one in _addresses(manifest.get(name))]
    return [one for one in given if own is None or origin_of(one.replace("{app_url}", url)) != own]


def _addresses(client: object) -> Iterator[str]:
    if not isinstance(client, dict):
        return
    for name, value in client.items():
        if str(name).endswith(("_uri", "_uris")) and name not in _INFORMATIVE:
            yield from (str(one) for one in (value if isinstance(value, list) else [value]))


def _in_ascii(url: str) -> str:
    """The URL with its host as DNS has it; empty when it cannot be."""
    scheme, slashes, rest = url.partition("://")
    host = re.split(r"[/?#:]", rest, maxsplit=1)[0]
    try:
        return scheme + slashes + host.encode("idna").decode("ascii") + rest[len(host) :]
    except UnicodeError:
        return ""
