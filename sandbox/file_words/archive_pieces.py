"""The files of a ZIP archive: a submission on a medium (IHE XDM) is one."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from sandbox.file_words.piece import Inner, Piece, SealedError, TooMuchError, Written

_MOST_MEMBERS: Final = 1000
_MOST_BYTES: Final = 32 * 1024 * 1024  # of all members together, unpacked
_ENCRYPTED: Final = 0x1  # of the general purpose bit flag (APPNOTE.TXT, 4.4.4)


def archive_pieces(data: bytes) -> Iterator[Piece]:
    """Give the names and contents of the members.

    Raises:
        SealedError: a member opens by a password.
        TooMuchError: there are too many of them, or they are too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > _MOST_MEMBERS:
                raise TooMuchError(f"the archive has more than {_MOST_MEMBERS} members")
            left = _MOST_BYTES
            for member in members:
                if member.flag_bits & _ENCRYPTED:
                    raise SealedError("the archive opens by a password: send it without one")
                with archive.open(member) as unpacked:
                    content = unpacked.read(left + 1)  # whatever the archive says its size is
                left -= len(content)
                if left < 0:
                    raise TooMuchError(f"the members of the archive have more than {_MOST_BYTES} bytes")
                yield Written(member.filename)
                yield Inner(content)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError):
        return  # no archive that anybody opens
