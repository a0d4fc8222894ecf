"""Taking a release in: its manifest read and validated, before any transaction begins."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from catalogue_portal.apps.artefact import digest_of_folder, digest_of_text
from catalogue_portal.apps.images import digest_of
from catalogue_portal.errors import Invalid
from catalogue_portal.ports import BadManifest, ManifestFacts, ManifestReader
from catalogue_portal.settings import Settings

MANIFEST_NAME = "poincon.yaml"
LONGEST_MANIFEST = 256 * 1024


@dataclass(frozen=True)
class Intake:
    """A manifest that was found valid, with what it was read from."""

    text: str
    facts: ManifestFacts
    manifest_digest: str
    artefact_digest: str
    folder: str | None = None


def take_text(text: str, *, read: ManifestReader) -> Intake:
    """Take a manifest that was sent; a `command` is refused, it would run a stranger's program on our machine."""
    if len(text.encode()) > LONGEST_MANIFEST:
        raise Invalid(f"A manifest has at most {LONGEST_MANIFEST} bytes.", code="manifest_too_large")
    with tempfile.TemporaryDirectory(prefix="poincon-manifest-") as folder:
        path = Path(folder, MANIFEST_NAME)
        path.write_text(text, encoding="utf-8")
        facts = _facts(path, read)
    if facts.target == "command":
        raise Invalid(
            "The portal runs no command of yours. Give the app's image or its address; check a command locally.",
            code="command_target_refused",
        )
    return Intake(text, facts, digest_of_text(text), _artefact_digest(facts, text))


def take_folder(folder: str, *, settings: Settings, read: ManifestReader) -> Intake:
    """Take the app in a folder of the operator's allow-list; demonstration only."""
    place = Path(folder)
    if not settings.demo or not place.is_absolute() or not is_allowed(place, settings):
        raise Invalid("This folder is not on the operator's list.", code="folder_refused")
    path = place / MANIFEST_NAME
    if not path.is_file():
        raise Invalid(f"There is no {MANIFEST_NAME} in this folder.", code="no_manifest")
    facts = _facts(path, read)
    text = path.read_text(encoding="utf-8")
    return Intake(text, facts, digest_of_text(text), digest_of_folder(place), str(place.resolve()))


def is_allowed(folder: Path, settings: Settings) -> bool:
    """Tell whether the operator lets this folder be played; only exact folders count, never what lies in or above."""
    return folder.resolve() in {allowed.resolve() for allowed in settings.demo_folders}


def _artefact_digest(facts: ManifestFacts, text: str) -> str:
    if facts.target != "image":
        return digest_of_text(text)
    if (digest := digest_of(facts.target_value)) is None:
        raise Invalid("Name the image by its digest, NAME@sha256:..., as docker push tells it.", code="image_not_exact")
    return digest


def _facts(path: Path, read: ManifestReader) -> ManifestFacts:
    try:
        return read(path)
    except BadManifest as bad:
        errors = [{"line": p.line, "message": p.message, "hint": p.hint} for p in bad.problems]
        raise Invalid("The manifest is not valid.", code="bad_manifest", errors=errors) from bad
