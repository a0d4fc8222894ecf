"""Files that must be whole or absent, whatever moment the power fails at."""

import os
import tempfile
from pathlib import Path


def write_once(path: Path, content: str) -> None:
    """Create a private file (mode 0600) with this content; when another process was first, its content stays."""
    temporary = _written_beside(path, content)
    try:
        os.link(temporary, path)
    except FileExistsError:
        return
    finally:
        temporary.unlink()
        _sync_folder(path.parent)


def write_whole(path: Path, content: str) -> None:
    """Create or replace a private file (mode 0600); a reader sees the old content or the new, never a part."""
    _written_beside(path, content).replace(path)
    _sync_folder(path.parent)


def _written_beside(path: Path, content: str) -> Path:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    return Path(name)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    """Return when a file that somebody else wrote, and its name, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    _sync_folder(path.parent)
