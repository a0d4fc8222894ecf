"""Is the content of an attachment what its media type says? Told from the bytes alone; no image is ever decoded."""

import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Final

from sandbox.fhir.pdf_frame import pdf_fault

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_CHUNK_FRAME: Final = 12  # bytes of a chunk beside its data: length, type and CRC
_PIXELS: Final = struct.Struct(">II")
_ALLOWED_CONTROLS: Final = frozenset("\t\r\n\f")
# Start of frame, the segments that give the size of a JPEG (ITU-T T.81, table B.1).
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_START_OF_SCAN: Final = 0xDA
_FILL: Final = 0xFF  # any number of them may stand before a marker
_SHORTEST_FRAME: Final = 7


def mismatch(media_type: str, content: bytes, *, largest_image: int) -> str | None:
    """Return why content is not of a media type, or None when it is; an image may have `largest_image` pixels."""
    if not content:
        return "it is empty"
    return _CHECKS[media_type](content, largest_image)


def _pdf(content: bytes, _largest: int) -> str | None:
    return pdf_fault(content)


def _png(content: bytes, largest: int) -> str | None:
    if not content.startswith(_PNG):
        return "it does not begin as a PNG"
    chunks = list(_chunks(content))
    if not chunks or chunks[0][0] != b"IHDR" or chunks[-1][0] != b"IEND" or len(chunks[0][1]) < _PIXELS.size:
        return "the PNG is cut short or damaged"
    width, height = _PIXELS.unpack_from(chunks[0][1])
    return _size(width, height, largest)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Give the type and data of each chunk up to the last whole one; nothing at all if anything follows the end."""
    place, found = len(_PNG), []
    while place + _CHUNK_FRAME <= len(content):
        (length,) = struct.unpack_from(">I", content, place)
        kind, data = content[place + 4 : place + 8], content[place + 8 : place + 8 + length]
        check = content[place + 8 + length : place + _CHUNK_FRAME + length]
        if check != struct.pack(">I", zlib.crc32(data, zlib.crc32(kind))):
            return
        found.append((kind, data))
        place += _CHUNK_FRAME + length
    if place == len(content):
        yield from found


def _jpeg(content: bytes, largest: int) -> str | None:
    if not content.startswith(b"\xff\xd8"):
        return "it does not begin as a JPEG"
    frame = next(_frames(content), None)
    if frame is None or not content.endswith(b"\xff\xd9"):
        return "the JPEG is cut short or damaged"
    height, width = struct.unpack_from(">HH", frame, 1)
    return _size(width, height, largest)


def _frames(content: bytes) -> Iterator[bytes]:
    """Give the segments that tell the size, of those before the scan."""
    place = 2
    while place + 4 <= len(content) and content[place] == 0xFF:  # noqa: PLR2004 - what every marker begins with
        marker, (length,) = content[place + 1], struct.unpack_from(">H", content, place + 2)
        if marker == _START_OF_SCAN:
            return
        if marker == _FILL:
            place += 1
            continue
        if marker in _FRAMES and length >= _SHORTEST_FRAME and place + 2 + length <= len(content):
            yield content[place + 4 : place + 2 + length]
        place += 2 + length


def _size(width: int, height: int, largest: int) -> str | None:
    if not width or not height:
        return "the image has no pixels"
    return f"the image has {width} x {height} pixels, more than {largest}" if width * height > largest else None


def _text(content: bytes, _largest: int) -> str | None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "it is not text in UTF-8"
    controls = any(letter < " " and letter not in _ALLOWED_CONTROLS for letter in text)
    return "it holds control characters, so it is no plain text" if controls else None


_CHECKS: Final[dict[str, Callable[[bytes, int], str | None]]] = {
    "application/pdf": _pdf,
    "image/jpeg": _jpeg,
    "image/png": _png,
    "text/plain": _text,
}
