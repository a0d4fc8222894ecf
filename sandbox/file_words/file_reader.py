"""Looking into a file in another process: whatever a hostile one does, it does it there, and not for long."""

import atexit
import contextlib
import functools
import json
import struct
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from typing import Any, Final

from sandbox.file_words.piece import TooMuchError, UnreadableFileError
from sandbox.file_words.reading import FileWords, kind_of, text_of

SECONDS: Final = 5  # of the processor, for one file
PATIENCE: Final = 60.0  # seconds in all for one file, however busy the machine is
_LENGTH: Final = struct.Struct(">I")
_LARGEST: Final = 64 * 1024 * 1024  # bytes
_COMMAND: Final = (sys.executable, "-I", "-m", "sandbox.file_words.reader")


@dataclass
class FileReader:
    """Starts the other process at the first file that needs it, and again after one that ended it."""

    patience: float = PATIENCE
    seconds: int = SECONDS
    _process: subprocess.Popen[bytes] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def look_into(self, data: bytes) -> FileWords:
        """Return the texts of a file in which something looks like an identity.

        Raises:
            UnreadableFileError: nobody can see what it holds.
        """
        if kind_of(data) is None:
            return FileWords((text_of(data),), ())
        if len(data) > _LARGEST:
            raise TooMuchError(f"the file has more than {_LARGEST} bytes")
        with self._lock:
            told = self._ask(data)
        if "unreadable" in told:
            raise UnreadableFileError(told["unreadable"])
        return FileWords(tuple(told["written"]), tuple(told["marked"]))

    def end(self) -> None:
        """End the other process, if there is one."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        process.wait()

    def _ask(self, data: bytes) -> dict[str, Any]:
        if self._process is not None and self._process.poll() is not None:
            self.end()  # somebody ended it since the last file
        process = self._process = self._process or _start(self.seconds)
        alarm = threading.Timer(self.patience, process.kill)
        alarm.daemon = True
        alarm.start()
        try:
            if process.stdin is None or process.stdout is None:
                raise BrokenPipeError
            process.stdin.write(_LENGTH.pack(len(data)) + data)
            process.stdin.flush()
            said: dict[str, Any] = json.loads(process.stdout.readline())
        except (OSError, ValueError):  # it ended, or was ended
            self.end()
            raise TooMuchError("looking into the file takes too much time or memory: send a simpler one") from None
        finally:
            alarm.cancel()
        return said


@functools.cache
def file_reader() -> FileReader:
    """Return the reader of this process."""
    reader = FileReader()
    atexit.register(reader.end)
    return reader


def _start(seconds: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own program
        (*_COMMAND, str(seconds)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
