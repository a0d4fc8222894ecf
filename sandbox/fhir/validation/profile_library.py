"""The profiles that are known: ours, in `profiles/*.yaml`, and those of R4 itself, in the archive."""

import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import yaml

from sandbox.fhir.validation import archive
from sandbox.fhir.validation.profile_format import Profile, ProfileFormatError, read_profile

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

BASE = "http://hl7.org/fhir/StructureDefinition/"
_CANONICAL = re.compile(r"^canonical: *(\S+)", re.MULTILINE)
_ALIASES = re.compile(r"^aliases: *\[(.*)\]", re.MULTILINE)
# The same reader, in C where libyaml is there.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def profile_named(canonical: str) -> Profile | None:
    """Return the profile of a canonical or of an alias, a version after `|` left aside; None when it is not known.

    Only what is known is kept: canonicals come from strangers, and there is no end to those.
    """
    url = canonical.partition("|")[0]
    file = _files().get(url)
    if file is not None:
        return _read(file)
    name = archive.read("profiles.json").get(url)
    if name is not None:
        return _of_the_archive(name)
    return _extension_of_the_archive(url) if url in archive.read("extensions.json") else None


def extension_named(url: str) -> Profile | None:
    """Return the definition of an extension, None when it is not known."""
    profile = profile_named(url)
    return profile if profile is not None and profile.type == "Extension" else None


def our_profiles() -> tuple[Profile, ...]:
    """Return the profiles written here, in the order of their files."""
    return tuple(_read(name) for name in dict.fromkeys(_files().values()))


@cache
def _files() -> dict[str, str]:
    """Find the file of each name: from two lines of each, as reading all of them whole takes ten times as long."""
    known: dict[str, str] = {}
    for file in sorted(_folder().iterdir(), key=lambda one: one.name):
        if file.name.endswith(".yaml"):
            for name in _names(file.read_text(encoding="utf-8")):
                if name in known:
                    raise ProfileFormatError(f"{file.name}: {name} is named twice")
                known[name] = file.name
    return known


def _folder() -> "Traversable":
    return resources.files("sandbox.fhir.validation").joinpath("profiles")


def _names(text: str) -> list[str]:
    listed = [name.strip() for line in _ALIASES.findall(text) for name in line.split(",")]
    return [*_CANONICAL.findall(text), *listed]


@cache
def _of_the_archive(name: str) -> Profile:
    return read_profile(archive.read(name), name)


@cache
def _extension_of_the_archive(url: str) -> Profile:
    return read_profile(archive.read("extensions.json")[url], url)


@cache
def _read(name: str) -> Profile:
    written = yaml.load(_folder().joinpath(name).read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - both loaders are safe
    return read_profile(written, name)
