"""Pictures: walked from the first byte to the last, so that nothing hides behind their end."""

import zlib
from typing import Final

from catalogue_portal.evidence.content.refusal import bomb, damaged, two_kinds

MOST_PIXELS: Final = 100_000_000
SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_MARK: Final = 0xFF
_END: Final = 0xD9
_SCAN: Final = 0xDA
_LENGTH: Final = 2
_ALONE: Final = {0x01, *range(0xD0, 0xD8)}  # markers of JPEG without a length (ITU-T T.81, table B.1)
_FRAMES: Final = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


def png(content: bytes) -> None:
    """Look at every chunk of a PNG. Raises Refused."""
    at = len(SIGNATURE)
    seen: list[bytes] = []
    while True:
        if at + 12 > len(content):
            raise damaged("a PNG without its end")
        length, name = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        end = at + 12 + length
        if end > len(content) or not name.isalpha():
            raise damaged("a PNG whose chunks do not fit")
        if zlib.crc32(content[at + 4 : end - 4]) != int.from_bytes(content[end - 4 : end]):
            raise damaged("a PNG whose checksum is wrong")
        if not seen:
            if name != b"IHDR":
                raise damaged("a PNG without its header")
            refuse_too_many_pixels(
                int.from_bytes(content[at + 8 : at + 12]), int.from_bytes(content[at + 12 : at + 16])
            )
        seen.append(name)
        at = end
        if name == b"IEND":
            break
    if b"IDAT" not in seen:
        raise damaged("a PNG without a picture")
    refuse_what_follows(content, at)


def jpeg(content: bytes) -> None:
    """Look at every segment of a JPEG. Raises Refused."""
    at, framed = 2, False
    while True:
        while content[at + 1 : at + 2] == b"\xff":  # a marker may be preceded by any number of these
            at += 1
        marker = _marker(content, at)
        at += 2
        if marker == _END:
            break
        if marker in _ALONE:
            continue
        length = int.from_bytes(content[at : at + 2])
        if length < _LENGTH or at + length > len(content):
            raise damaged("a JPEG whose segments do not fit")
        if marker in _FRAMES:
            framed = True
            refuse_too_many_pixels(int.from_bytes(content[at + 5 : at + 7]), int.from_bytes(content[at + 3 : at + 5]))
        at += length
        if marker == _SCAN:
            at = _after_scan(content, at)
    if not framed:
        raise damaged("a JPEG without a picture")
    refuse_what_follows(content, at)


def refuse_too_many_pixels(width: int, height: int) -> None:
    """Refuse a picture that is nothing, or that no reader should unpack. Raises Refused."""
    if width * height > MOST_PIXELS:
        raise bomb()
    if not width or not height:
        raise damaged("a picture without a size")


def refuse_what_follows(content: bytes, end: int) -> None:
    """Refuse a document that goes on behind its end. Raises Refused."""
    if content[end:].strip(b"\r\n\x00 "):
        raise two_kinds("bytes behind its end")


def _marker(content: bytes, at: int) -> int:
    if at + 2 > len(content) or content[at] != _MARK:
        raise damaged("a JPEG without its end")
    return content[at + 1]


def _after_scan(content: bytes, at: int) -> int:
    """Return where the data of a scan ends: at the next marker that is no restart and no stuffed byte."""
    while (at := content.find(b"\xff", at)) != -1:
        if at + 1 >= len(content):
            break
        after = content[at + 1]
        if after == _MARK:
            at += 1
        elif after == 0 or after in _ALONE:
            at += 2
        else:
            return at
    raise damaged("a JPEG without its end")
