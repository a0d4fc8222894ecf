"""What exactly was tested: one digest over every file of an app's folder."""

import os
import stat
from collections.abc import Iterator
from hashlib import file_digest, sha256
from pathlib import Path

from catalogue_portal.errors import Invalid

LEFT_OUT = frozenset({".git", ".poincon", ".venv", "__pycache__", "node_modules"})
"""Made by machines from what is counted, or by ourselves."""
MOST_FILES = 5_000


def digest_of_text(text: str) -> str:
    """Return `sha256:` and the digest of a text in UTF-8."""
    return f"sha256:{sha256(text.encode()).hexdigest()}"


def digest_of_folder(folder: Path) -> str:
    """Return `sha256:` and a digest over the names and contents of all files, whatever order the disk gives them in."""
    total = sha256()
    for number, path in enumerate(_files(folder)):
        if number >= MOST_FILES:
            raise Invalid(f"The folder holds more than {MOST_FILES} files.", code="folder_too_large")
        with path.open("rb") as stream:
            content = file_digest(stream, "sha256").hexdigest()
        total.update(f"{path.relative_to(folder).as_posix()}\0{content}\n".encode())
    return f"sha256:{total.hexdigest()}"


def _files(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(set(folders) - LEFT_OUT)
        for name in sorted(names):
            path = Path(parent, name)
            mode = path.lstat().st_mode
            if stat.S_ISLNK(mode) and not path.resolve().is_relative_to(folder.resolve()):
                raise Invalid(f"{path.relative_to(folder)} points outside of the folder.", code="link_outside")
            if stat.S_ISREG(path.stat().st_mode):
                yield path
