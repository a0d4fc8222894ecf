"""The folder of a process that keeps nothing: gone when it ends, and swept by the next one if it was killed."""

import contextlib
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

_PREFIX = "poincon-sandbox-"
_LOCK = "alive"
_SETTLED = 60.0  # seconds after which a folder has its lock, or never will


@contextlib.contextmanager
def scratch_folder() -> Iterator[Path]:
    """Give a new folder, readable by an app that runs as somebody else; remove it in the end."""
    _sweep(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    try:
        folder.chmod(0o755)
        with (folder / _LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(parent: Path) -> None:
    """Remove folders of ours whose process is dead: nobody holds their lock any more."""
    for folder in parent.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):  # somebody else's, or swept by another one just now
            status = folder.lstat()
            if status.st_uid == os.getuid() and time.time() - status.st_mtime > _SETTLED and _is_left(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _is_left(folder: Path) -> bool:
    try:
        with (folder / _LOCK).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return True
    except BlockingIOError:
        return False
    return True
