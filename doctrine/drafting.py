"""A draft edition from requirements, some of them newly revised: looked at first, written when it is asked for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from doctrine.loader import Shelf, edition_digest
from doctrine.model import Edition, EditionStatus
from doctrine.problems import DoctrineError, Problem
from doctrine.source import digest_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from doctrine.model import Requirement

HEAD = """# A draft made from a table of edition {base}. Seal it again after each change.
edition: "{name}"
title:
  fr: {fr}
  en: {en}
status: draft
in_force_from: null
requirements:
"""


def drafted(name: str, base: Edition, requirements: Mapping[str, Requirement]) -> Edition:
    """The draft, in the order of the edition it comes from; nothing is written."""
    kept = tuple(requirements[one.id] for one in base.requirements if one.id in requirements)
    return Edition(name, base.title, EditionStatus.DRAFT, None, kept, edition_digest(name, kept))


def write(draft: Edition, base: Edition, texts: Mapping[str, str], shelf: Shelf) -> list[Path]:
    """Write the new revisions and the draft edition under the shelf's root, over nothing. Raises DoctrineError."""
    path = shelf.root / "editions" / f"{draft.id}.yaml"
    if not re.fullmatch(r"[0-9A-Za-z-]+", draft.id):
        raise DoctrineError([Problem(path, None, f"`{draft.id}` is no name of an edition (like 2027-1)")])
    files: dict[Path, str] = {}
    rows = []
    for one in draft.requirements:
        digest = one.digest
        if one.id in texts:
            files[shelf.root / "requirements" / one.theme / one.id / f"r{one.revision}.yaml"] = texts[one.id]
            digest = digest_of(texts[one.id].encode())
        rows.append(f"  - {{id: {one.id}, revision: {one.revision}, digest: {digest}}}\n")
    head = HEAD.format(base=base.id, name=draft.id, fr=f"Projet {draft.id}", en=f"Draft {draft.id}")
    files[path] = head + "".join(rows)
    standing = [place for place in files if place.exists()]
    if standing:
        raise DoctrineError(Problem(place, None, "is there already: choose another name") for place in standing)
    for place, text in files.items():
        place.write_text(text, encoding="utf-8")
    return list(files)
