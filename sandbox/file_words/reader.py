"""The process that looks into files of strangers, with a bound on time and memory; see `file_reader`.

Each file comes on standard input after its length (four bytes); the answer is a line of JSON: `written` and `marked`,
those texts in which something looks like an identity, or `unreadable`, why nobody can see what the file holds.
The end of standard input is the end of the process; a file that takes too much is its end too.
"""

import json
import logging
import resource
import struct
import sys
from collections.abc import Iterable
from typing import BinaryIO

from sandbox.file_words.piece import UnreadableFileError
from sandbox.file_words.reading import read_file
from sandbox.json_value import JsonObject
from sandbox.people.ins import matricules_in, refused_oid_in

_MEMORY = 1024 * 1024 * 1024  # bytes of addresses
_LENGTH = struct.Struct(">I")


def main() -> None:
    """Answer one file after the other; the argument says how many seconds of the processor each may take."""
    seconds = int(sys.argv[1])
    logging.disable()  # what libraries say of broken files is of no use to anybody
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while (data := _next(sys.stdin.buffer)) is not None:
        _allow(seconds)
        sys.stdout.write(json.dumps(answer(data)) + "\n")
        sys.stdout.flush()


def answer(data: bytes) -> JsonObject:
    """Read one file."""
    try:
        found = read_file(data)
    except UnreadableFileError as why:
        return {"unreadable": str(why)}
    return {"written": [*_suspect(found.written)], "marked": [*_suspect(found.marked)]}


def _suspect(texts: Iterable[str]) -> Iterable[str]:
    return (text for text in texts if refused_oid_in(text) or next(iter(matricules_in(text)), None))


def _next(source: BinaryIO) -> bytes | None:
    length = source.read(_LENGTH.size)
    return source.read(_LENGTH.unpack(length)[0]) if len(length) == _LENGTH.size else None


def _allow(seconds: int) -> None:
    """Let the kernel end this process when one file takes too much of the processor."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + seconds, hard))


if __name__ == "__main__":
    main()
