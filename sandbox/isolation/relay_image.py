"""The image that relays run from: the interpreter that runs us, and what it needs for the relay, as files of a tar.

No registry is asked and nothing is built: the interpreter itself tells which modules and libraries it has loaded. Nor
is the app's own image used, though it is at hand: what is in it is a stranger's, and would run where the sockets are.
"""

import hashlib
import io
import json
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

RELAY = Path(__file__).with_name("relay.py")  # needs nothing but the standard library
PROGRAM = "/relay.py"
REPOSITORY = "poincon-relay"
_PATIENCE = 60.0  # seconds
_WORLD_READABLE = 0o755

# Imports what the relay imports, and tells where it all came from.
_TELL = """
import json, sys
sys.argv = ["", "0"]
import importlib.util
spec = importlib.util.spec_from_file_location("relay", {relay!r})
spec.loader.exec_module(importlib.util.module_from_spec(spec))
files = {{getattr(module, name, None) for module in list(sys.modules.values()) for name in ("__file__", "__cached__")}}
maps = [line.split(None, 5) for line in open("/proc/self/maps", encoding="utf-8")]
libraries = {{row[5].strip() for row in maps if len(row) == 6 and "x" in row[1] and row[5].startswith("/")}}
print(json.dumps([sorted(one for one in files if one), sorted(libraries)]))
"""


@dataclass(frozen=True)
class RelayImage:
    """A tar of files, the tag under which an engine keeps it, and the command that starts the relay in it."""

    archive: bytes
    tag: str
    command: tuple[str, ...]

    @property
    def name(self) -> str:
        """The image as an engine is asked for it."""
        return f"{REPOSITORY}:{self.tag}"


@cache
def relay_image() -> RelayImage:
    """The image for the interpreter that runs us. Raises OSError, LookupError or subprocess.SubprocessError."""
    interpreter = str(Path(sys.executable).resolve())
    told = subprocess.run(  # noqa: S603 - our own interpreter
        [interpreter, "-I", "-S", "-c", _TELL.format(relay=str(RELAY))],
        capture_output=True,
        check=True,
        text=True,
        encoding="utf-8",
        timeout=_PATIENCE,
        env={"LANG": "C"},
    )
    modules, libraries = json.loads(told.stdout)
    loader = next((path for path in libraries if Path(path).name.startswith(("ld-", "ld."))), None)
    if loader is None:
        raise LookupError("it has no dynamic loader")
    folders = ":".join(sorted({str(Path(path).parent) for path in libraries}))
    archive = _archive([*modules, *libraries, interpreter])
    tag = hashlib.sha256(archive).hexdigest()[:16]
    command = (loader, "--inhibit-cache", "--library-path", folders, interpreter, "-I", "-S", PROGRAM)
    return RelayImage(archive, tag, command)


def _archive(paths: list[str]) -> bytes:
    """Put files where they are here, root's and readable; an interpreter believes a module's bytecode by its time."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as tar:
        for path in sorted({path for path in paths if Path(path).is_file()} - {str(RELAY)}):
            _add(tar, Path(path), path)
        _add(tar, RELAY, PROGRAM)
    return content.getvalue()


def _add(tar: tarfile.TarFile, source: Path, name: str) -> None:
    entry = tarfile.TarInfo(name.lstrip("/"))
    entry.size, entry.mtime, entry.mode = source.stat().st_size, int(source.stat().st_mtime), _WORLD_READABLE
    with source.open("rb") as file:
        tar.addfile(entry, file)
