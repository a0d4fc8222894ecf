"""Small documents of every kind, honest ones and others, built byte by byte."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

MANIFEST = "META-INF/manifest.xml"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
CONTENT = f'<office:document-content xmlns:office="{OFFICE}"><office:scripts/><office:body/></office:document-content>'
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
WORDS = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"


def pdf(*objects: bytes, trailer: bytes = b"<< /Root 1 0 R >>", tail: bytes = b"") -> bytes:
    """A PDF of one empty page, with these objects besides."""
    own = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 72 72] >>",
    )
    body, places = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []
    for number, one in enumerate((*own, *objects), 1):
        places.append(len(body))
        body += b"%d 0 obj\n" % number + one + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    return body + head + table + b"trailer\n" + trailer + b"\nstartxref\n%d\n%%%%EOF\n" % len(body) + tail


def stream(content: bytes, dictionary: bytes = b"", *, packed: bool = True) -> bytes:
    """An object of a PDF that is a stream."""
    inside = zlib.compress(content) if packed else content
    filters = b"/Filter /FlateDecode " if packed else b""
    return b"<< %s%s/Length %d >>\nstream\n" % (filters, dictionary, len(inside)) + inside + b"\nendstream"


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack("!I", len(content)) + name + content + struct.pack("!I", zlib.crc32(name + content))


def png(width: int = 1, height: int = 1, *, tail: bytes = b"") -> bytes:
    """A PNG of one grey dot."""
    head = struct.pack("!IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(b"\x00\x80")), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts) + tail


def jpeg(width: int = 1, height: int = 1, *, tail: bytes = b"") -> bytes:
    """A JPEG by its segments; what its scan shows does not matter here."""
    frame = struct.pack("!HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    scan = b"\xff\xda" + struct.pack("!H", 8) + b"\x01\x01\x00\x00\x3f\x00" + b"\x12\xff\x00\x34\xff\xd0\x56"
    return b"\xff\xd8\xff\xe0\x00\x04ab\xff\xff\xc0" + frame + scan + b"\xff\xd9" + tail


def archive(parts: dict[str, bytes | str], *, stored: tuple[str, ...] = ("mimetype",)) -> bytes:
    """An archive with these parts in this order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            packed = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            made.writestr(zipfile.ZipInfo(name), content, packed)
    return buffer.getvalue()


def odf(media_type: str = ODT, **more: bytes | str) -> bytes:
    """An OpenDocument; further parts by name, `/` as `__`, `.` as `_dot_`."""
    parts: dict[str, bytes | str] = {"mimetype": media_type, "content.xml": CONTENT, MANIFEST: "<manifest/>"}
    return archive(parts | {name.replace("__", "/").replace("_dot_", "."): text for name, text in more.items()})


def docx(types: str = "", **more: bytes | str) -> bytes:
    """A document of words in Office Open XML."""
    override = f'<Override PartName="/word/document.xml" ContentType="{WORDS}"/>{types}'
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}">{override}</Types>',
        "word/document.xml": "<document/>",
    }
    return archive(parts | {name.replace("__", "/").replace("_dot_", "."): text for name, text in more.items()})


HDS = {
    "number": "HDS-2026-001",
    "holder": "Hébergeur Exemple",
    "activities": "1 à 6",
    "issued_on": "2026-01-15",
    "expires_on": "2099-01-14",
}
