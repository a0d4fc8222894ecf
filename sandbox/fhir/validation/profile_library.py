"""The profiles that are known: ours, in `profiles/*.yaml`, and those of R4 itself, in the archive."""

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import yaml

from sandbox.fhir.validation import archive
from sandbox.fhir.validation.profile_format import Profile, ProfileFormatError, read_profile

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

BASE = "http://hl7.org/fhir/StructureDefinition/"
# The same reader, in C where libyaml is there: a dozen files are read before the first profile is checked.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def profile_named(canonical: str) -> Profile | None:
    """Return the profile of a canonical or of an alias, a version after `|` left aside; None when it is not known."""
    url = canonical.partition("|")[0]
    profile = _ours().get(url)
    if profile is not None:
        return profile
    name = archive.read("profiles.json").get(url)
    if name is not None:
        return read_profile(archive.read(name), name)
    written = archive.read("extensions.json").get(url)
    return read_profile(written, url) if written else None


def extension_named(url: str) -> Profile | None:
    """Return the definition of an extension, None when it is not known."""
    profile = profile_named(url)
    return profile if profile is not None and profile.type == "Extension" else None


def our_profiles() -> tuple[Profile, ...]:
    """Return the profiles written here, in the order of their files."""
    return tuple({profile.canonical: profile for profile in _ours().values()}.values())


@cache
def _ours() -> dict[str, Profile]:
    known: dict[str, Profile] = {}
    folder = resources.files("sandbox.fhir.validation").joinpath("profiles")
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".yaml"):
            profile = _read(file)
            for name in (profile.canonical, *profile.aliases):
                if name in known:
                    raise ProfileFormatError(f"{file.name}: {name} is named twice")
                known[name] = profile
    return known


def _read(file: "Traversable") -> Profile:
    return read_profile(yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader), file.name)  # noqa: S506 - safe loaders
