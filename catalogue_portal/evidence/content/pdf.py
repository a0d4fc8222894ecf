"""PDF: no script, no action that starts something, no file inside, no key; also where objects are packed in streams."""

import re
import zipfile
import zlib
from io import BytesIO
from typing import Final

from catalogue_portal.evidence.content.refusal import active, bomb, damaged, enclosing, locked, two_kinds

MOST_UNPACKED: Final = 100 * 1024 * 1024
MOST_READ: Final = 8  # times the document: what many streams within each other may cost
NEAR_THE_END: Final = 1024
END: Final = b"%%EOF"
_HEX: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_NAME_WITH_HEX: Final = re.compile(rb"/[^\s/<>\[\]()%{}]{0,127}#[0-9A-Fa-f]{2}[^\s/<>\[\]()%{}]{0,127}")
_AFTER: Final = rb"(?=[\s/<>\[\]()%{}]|$)"
# An action of a script is told by its type: the shorter /JS would be met by chance in any large picture.
_NAMES: Final = re.compile(
    rb"/(JavaScript|Launch|ImportData|SubmitForm|GoToE|RichMedia|Movie|Sound|Rendition|OnInstantiate|XFA"
    rb"|EmbeddedFiles?|FileAttachment|Collection)" + _AFTER
)
_ENCLOSING: Final = {b"EmbeddedFile", b"EmbeddedFiles", b"FileAttachment", b"Collection"}
_ENCRYPTED: Final = re.compile(rb"/Encrypt" + _AFTER)
_STREAM: Final = re.compile(rb"(?<!end)stream\r?\n")
_PACKED_OTHERWISE: Final = re.compile(
    rb"/(LZWDecode|LZW|ASCIIHexDecode|AHx|ASCII85Decode|A85|RunLengthDecode|RL|DecodeParms|DP|Crypt)" + _AFTER
)
_DICTIONARY: Final = 2_000  # bytes before a stream in which its dictionary stands


def pdf(content: bytes) -> None:
    """Look into a PDF. Raises Refused."""
    if not re.match(rb"%PDF-[12]\.[0-9][\s%]", content):
        raise damaged("a PDF without its version")
    end = content.rfind(END)
    if end == -1 or len(content) - end > NEAR_THE_END:
        raise damaged("a PDF without its end")
    if content[end + len(END) :].strip(b"\r\n\x00 \t"):
        raise two_kinds("bytes behind its end")
    if zipfile.is_zipfile(BytesIO(content)):
        raise two_kinds("an archive")
    _refuse_names(content)
    _Streams(content).look()


def _refuse_names(said: bytes) -> bytes:
    """Refuse what acts; a name may be spelled in numbers (ISO 32000-1, 7.3.5)."""
    plain = _NAME_WITH_HEX.sub(lambda name: _HEX.sub(_byte, name[0]), said)
    if _ENCRYPTED.search(plain):
        raise locked()
    for name in _NAMES.finditer(plain):
        word = name[1]
        raise enclosing(word.decode()) if word in _ENCLOSING else active(word.decode())
    return plain


def _byte(written: re.Match[bytes]) -> bytes:
    return bytes([int(written[1], 16)])


class _Streams:
    """The streams of a PDF, unpacked within bounds."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.room = MOST_UNPACKED
        self.cost = MOST_READ * len(content)

    def look(self) -> None:
        """Look into each stream as FlateDecode gives it. Raises Refused."""
        for found in _STREAM.finditer(self.content):
            before = self.content[max(0, found.start() - _DICTIONARY) : found.start()].rpartition(b" obj")[2]
            plain = _NAME_WITH_HEX.sub(lambda name: _HEX.sub(_byte, name[0]), before)
            if b"/ObjStm" in plain and _PACKED_OTHERWISE.search(plain):
                raise damaged("objects packed in a way that cannot be looked into")
            _refuse_names(self._unpacked(found.end()))

    def _unpacked(self, at: int) -> bytes:
        """Return a stream; one that goes on behind a false `endstream` is followed to its end."""
        unpacker, first = zlib.decompressobj(), at
        parts: list[bytes] = []
        while not unpacker.eof:
            end = self.content.find(b"endstream", at)
            stop = len(self.content) if end == -1 else end + len(b"endstream")
            self.cost -= stop - at
            if self.cost < 0:
                raise bomb()
            try:
                part = unpacker.decompress(self.content[at:stop], self.room + 1)
            except zlib.error:
                return b"" if at == first else b"".join(parts)
            self.room -= len(part)
            if self.room < 0:
                raise bomb()
            parts.append(part)
            at = stop
            if end == -1:
                break
        return b"".join(parts)
