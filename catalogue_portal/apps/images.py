"""The reference of a container image: the registry that has it, and the digest that says which image it is."""

import re
from typing import Final

import yaml

from catalogue_portal.apps.models import Release

_DIGEST: Final = re.compile(r"@(sha256:[0-9a-f]{64})\Z")
_HUB: Final = "docker.io"


def registry_of(reference: str) -> str:
    """Return the registry of an image, `HOST` or `HOST:PORT`.

    A first part without a dot or a colon is no host, but a name in the registry that container engines know by
    themselves (as `distribution/reference`, the grammar that they share, has it).
    """
    first, slash, _rest = reference.partition("/")
    is_host = bool(slash) and (first == "localhost" or "." in first or ":" in first)
    return first if is_host else _HUB


def digest_of(reference: str) -> str | None:
    """Return the digest that a reference names (`sha256:` and 64 hexadecimal digits), None without one."""
    found = _DIGEST.search(reference)
    return found[1] if found else None


def image_of(release: Release) -> str:
    """Return the reference that the manifest of a release names; its target is an image."""
    return str(yaml.safe_load(release.manifest)["target"]["image"])
