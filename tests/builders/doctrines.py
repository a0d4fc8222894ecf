"""Doctrines of tests: a copy of ours beside which a draft edition stands, with a few things changed in it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from doctrine import loader

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from doctrine.model import Edition

DRAFT = "2027-1"
HEAD = f"""edition: "{DRAFT}"
title: {{fr: Projet 2027, en: Draft 2027}}
status: draft
in_force_from: null
requirements:
"""


def draft(
    root: Path,
    *,
    edits: Mapping[str, tuple[str, str]] | None = None,
    without: Collection[str] = (),
    added: Mapping[str, str] | None = None,
) -> Path:
    """The file of a draft edition: ours, with second revisions for `edits`, without some, with whole files added."""
    present = loader.load_edition()
    shutil.copytree(loader.ROOT / "requirements", root / "requirements", ignore=_of_later_editions(present))
    (root / "editions").mkdir()
    shutil.copy(loader.ROOT / "editions" / f"{present.id}.yaml", root / "editions")
    for name in ("facts.yaml", "gaps.yaml", "sections.yaml"):
        shutil.copy(loader.ROOT / name, root / name)
    rows = [(one.id, one.revision) for one in present.requirements if one.id not in without]
    for requirement, (old, new) in (edits or {}).items():
        (path,) = (root / "requirements").glob(f"*/{requirement}/r1.yaml")
        text = path.read_text(encoding="utf-8")
        assert old in text
        second = text.replace("revision: 1", "revision: 2", 1).replace(old, new, 1)
        path.with_name("r2.yaml").write_text(second, encoding="utf-8")
        rows[rows.index((requirement, 1))] = (requirement, 2)
    for requirement, text in (added or {}).items():
        theme = re.search(r"^theme: (\w+)$", text, re.MULTILINE)
        assert theme is not None
        path = root / "requirements" / theme[1] / requirement / "r1.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
        rows.append((requirement, 1))
    shelf = loader.Shelf(root)
    lines = []
    for requirement, revision in rows:
        place = shelf.place(requirement, revision)
        assert place is not None
        lines.append(f"  - {{id: {requirement}, revision: {revision}, digest: {loader.digest_of(place)}}}\n")
    edition = root / "editions" / f"{DRAFT}.yaml"
    edition.write_text(HEAD + "".join(lines), encoding="utf-8")
    return edition


def _of_later_editions(present: Edition) -> Callable[[str, list[str]], set[str]]:
    """What the edition in force does not list: revisions of an edition that is still a draft of ours."""
    listed = {(one.id, f"r{one.revision}.yaml") for one in present.requirements}

    def ignored(folder: str, names: list[str]) -> set[str]:
        return {name for name in names if name.endswith(".yaml") and (Path(folder).name, name) not in listed}

    return ignored


def text_of(requirement: str) -> str:
    """The first revision of a requirement of ours, as its file says it."""
    (path,) = (loader.ROOT / "requirements").glob(f"*/{requirement}/r1.yaml")
    return path.read_text(encoding="utf-8")
