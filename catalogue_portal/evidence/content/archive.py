"""OpenDocument and Office Open XML: archives that hold what they say, unpack to little, and hold nothing that acts."""

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Final
from xml.parsers import expat

from catalogue_portal.evidence.content.refusal import Refused, active, bomb, damaged, enclosing, locked, two_kinds
from doctrine.evidence_types import Format

MOST_ENTRIES: Final = 2_000
MOST_UNPACKED: Final = 60 * 1024 * 1024
MOST_TIMES: Final = 200  # larger than what it is packed in; documents of words stay below 30
ENOUGH: Final = 1024 * 1024  # unpacked bytes below which the proportion says nothing
_ENCRYPTED: Final = 0x1
_END: Final = b"PK\x05\x06"
_END_LENGTH: Final = 22
OPENDOCUMENT: Final = {
    "application/vnd.oasis.opendocument.text": Format.ODT,
    "application/vnd.oasis.opendocument.spreadsheet": Format.ODS,
}
WORDS: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_ACTIVE: Final = re.compile(
    r"(^|/)(vbaProject|vbaData)[^/]*$|(^|/)activeX/|^Basic/|^Scripts/|(^|/)macros/", re.IGNORECASE
)
_ENCLOSED: Final = re.compile(
    r"(^|/)embeddings/|(^|/)oleObject|^Object[^/]*/.*\.(exe|dll|bin)$|\.(exe|dll|js|vbs|bat|ps1|jar|hta)$",
    re.IGNORECASE,
)
_MACROS: Final = re.compile("macroEnabled|vbaProject|vbaData|activeX", re.IGNORECASE)
_PROGRAMS: Final = {"dde-source", "dde-connection-decl", "dde-link", "applet", "plugin"}
_ASKS: Final = re.compile(r"\b(DDE|WEBSERVICE)\s*\(", re.IGNORECASE)
_LINK: Final = "/hyperlink"  # what a reader follows only when they click on it
_LINKS: Final = {"a", "template"}  # the same in OpenDocument; and the name of the template that it was begun from
_ELSEWHERE: Final = re.compile(r"\s*([a-z][a-z0-9+.-]*:|//|\\\\)", re.IGNORECASE)
_LOADED: Final = "a part that is loaded from elsewhere"
_SCRIPT: Final = "urn:oasis:names:tc:opendocument:xmlns:script:1.0"
_OFFICE: Final = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_XML: Final = (".xml", ".rels", ".rdf")


def opendocument(content: bytes) -> Format | None:
    """Return which OpenDocument an archive is, None when it says to be none. Raises Refused."""
    with _opened(content) as archive:
        first = archive.infolist()[0]
        if first.filename != "mimetype":
            return None
        if first.compress_type != zipfile.ZIP_STORED:
            raise damaged("an OpenDocument whose type is packed")
        form = OPENDOCUMENT.get(archive.read(first).decode(errors="replace"))
        if form is None:
            raise Refused("The archive is no document of a known kind.", code="document_unknown")
        _parts(archive)
        if "content.xml" not in archive.namelist():
            raise damaged("an OpenDocument without its content")
        return form


def docx(content: bytes) -> None:
    """Look into a document of words in Office Open XML. Raises Refused."""
    with _opened(content) as archive:
        names = archive.namelist()
        if "[Content_Types].xml" not in names or "word/document.xml" not in names:
            raise Refused("The archive is no document of a known kind.", code="document_unknown")
        _parts(archive)
        if WORDS not in _types_of(archive.read("[Content_Types].xml")):
            raise Refused("The archive is no document of a known kind.", code="document_unknown")


def _opened(content: bytes) -> zipfile.ZipFile:
    """Return the archive after a look at its directory; it begins and ends with the document. Raises Refused."""
    if content[-_END_LENGTH:][:4] != _END:
        raise two_kinds("bytes behind its end")
    try:
        archive = zipfile.ZipFile(BytesIO(content))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise damaged("an archive that cannot be read") from error
    if not entries or min(one.header_offset for one in entries) != 0:
        raise two_kinds("bytes before its beginning")
    if len(entries) > MOST_ENTRIES:
        raise bomb()
    if any(one.flag_bits & _ENCRYPTED for one in entries):
        raise locked()
    _refuse_names([one.filename for one in entries])
    return archive


def _refuse_names(names: list[str]) -> None:
    if len({name.lower() for name in names}) != len(names):
        raise damaged("an archive with two parts of one name")
    if any(name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or "\x00" in name for name in names):
        raise damaged("an archive whose parts point outside")
    for name in names:
        if _ACTIVE.search(name):
            raise active(name)
        if _ENCLOSED.search(name):
            raise enclosing(name)


def _parts(archive: zipfile.ZipFile) -> None:
    """Look at every part that is XML; the others are unpacked as well, within bounds. Raises Refused."""
    room = MOST_UNPACKED
    for entry in archive.infolist():
        part = _unpacked(archive, entry, room)
        room -= len(part)
        if len(part) > ENOUGH and len(part) > MOST_TIMES * max(entry.compress_size, 1):
            raise bomb()
        if part and entry.filename.lower().endswith(_XML):  # LibreOffice keeps an empty file of shortcuts
            refuse_what_acts(part)


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int) -> bytes:
    try:
        with archive.open(entry) as stream:
            part = stream.read(room + 1)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError, ValueError) as error:
        raise damaged("an archive that cannot be unpacked") from error
    except Exception as error:  # zlib.error, lzma.LZMAError: whatever unpacks says it its own way
        raise damaged("an archive that cannot be unpacked") from error
    if len(part) > room:
        raise bomb()
    return part


def refuse_what_acts(part: bytes) -> None:
    """Refuse XML with a document type (entities are declared there), what acts or loads from elsewhere, or broken XML.

    What is said is read as a reader of XML reads it: a name may be spelled in numbers, and in another encoding.
    """

    def refuse(*_declaration: object) -> None:
        raise Refused("The document declares XML entities.", code="document_declares_entities")

    def look(name: str, told: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        attributes = {key.rpartition(" ")[2]: value for key, value in told.items()}
        if space == _SCRIPT or (space, local) == (_OFFICE, "script"):
            raise active("a script")
        if local in _PROGRAMS or _ASKS.search(attributes.get("formula", "")):
            raise active("a call of another program")
        if _MACROS.search(attributes.get("ContentType", "")):
            raise active("macros")
        if attributes.get("TargetMode", "").lower() == "external" and not attributes.get("Type", "").endswith(_LINK):
            raise active(_LOADED)
        if local not in _LINKS and _ELSEWHERE.match(attributes.get("href", "")):
            raise active(_LOADED)

    _read(part, look, refuse)


def _read(part: bytes, look: Callable[[str, dict[str, str]], None], refuse: Callable[..., None] | None = None) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = look
    try:
        parser.Parse(part, True)  # noqa: FBT003 - expat's own
    except (expat.ExpatError, LookupError, ValueError) as error:  # the last two: of an encoding that it does not know
        raise damaged("XML that is not well formed") from error


def _types_of(part: bytes) -> set[str]:
    """Return the types that an archive of Office Open XML says its parts to have."""
    found: set[str] = set()
    _read(part, lambda _name, told: found.add(told.get("ContentType", "")))
    return found
