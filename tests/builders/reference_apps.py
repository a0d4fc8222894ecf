"""Folders that `poincon check` can be run on: the conformant reference app, with one thing wrong if asked."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

APPS = Path(__file__).parents[1] / "reference_apps"
DEFECTS = tuple(sorted(path.stem for path in (APPS / "defects").glob("*.py")))
BROKEN = tuple(sorted(path.stem for path in (APPS / "broken").glob("*.py")))


def killed_by(defect: str) -> frozenset[str]:
    """The cases that a defect must fail, and no other: `KILLED_BY` of its file, one case or a tuple of them."""
    tree = ast.parse((APPS / "defects" / f"{defect}.py").read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", None) == "KILLED_BY":
            said = ast.literal_eval(node.value)
            return frozenset({said} if isinstance(said, str) else said)
    raise LookupError(f"defect {defect} does not say which case kills it")


def conformant(folder: Path) -> Path:
    """The conformant app in `folder`; its manifest."""
    shutil.copytree(APPS / "conformant", folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder / "poincon.yaml"


def defective(folder: Path, defect: str, *, patience: float = 8) -> Path:
    """The conformant app with one defect; a short patience, so that one which waits for ever is known soon."""
    manifest = conformant(folder)
    shutil.copy(APPS / "defects" / f"{defect}.py", folder / "defect.py")
    return with_patience(manifest, patience)


def broken(folder: Path, name: str, *, patience: float = 2) -> Path:
    """An app that cannot be judged (or, for silent_accept, must not be believed)."""
    manifest = conformant(folder)
    shutil.copy(APPS / "broken" / f"{name}.py", folder / "defect.py")
    return with_patience(manifest, patience)


def with_patience(manifest: Path, patience: float) -> Path:
    """The same manifest, with `limits.patience`."""
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(f"{text}limits: {{patience: {patience}}}\n", encoding="utf-8")
    return manifest
