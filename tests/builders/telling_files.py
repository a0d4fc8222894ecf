"""Files of every kind that a document may be; each tells one text, in one of the places where files tell any."""

from __future__ import annotations

import base64
import io
import zipfile
import zlib
from typing import TYPE_CHECKING

import zxingcpp
from fpdf import FPDF
from PIL import ExifTags, Image, PngImagePlugin
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, TextStringObject

if TYPE_CHECKING:
    from collections.abc import Callable

XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title></rdf:Description>'
    "</rdf:RDF></x:xmpmeta>"
)


def pdf(text: str = "Rien à signaler.", picture: Image.Image | None = None) -> bytes:
    """Write a PDF of one page, its streams packed."""
    paper = FPDF()
    paper.add_page()
    paper.set_font("helvetica")
    paper.multi_cell(0, text=text)
    if picture is not None:
        paper.image(picture, w=40)
    return bytes(paper.output())


def changed_pdf(change: Callable[[PdfWriter], None]) -> bytes:
    """Write a PDF with something more in it."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    change(writer)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def pdf_of_objects(*objects: bytes, trailer: bytes = b"/Root 1 0 R", header: bytes = b"%PDF-1.7") -> bytes:
    """Write a PDF object by object, numbered from 1."""
    parts, places, start = [header + b"\n"], [], len(header) + 1
    for number, one in enumerate(objects, 1):
        places.append(start)
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, one))
        start += len(parts[-1])
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return b"".join(parts) + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d %s>>\nstartxref\n%d\n%%%%EOF\n"
        % (size, table, size, trailer, start)
    )


def stream(data: bytes, more: bytes = b"") -> bytes:
    """Write a packed stream."""
    packed = zlib.compress(data)
    return b"<</Length %d/Filter/FlateDecode%s>>stream\n%s\nendstream" % (len(packed), more, packed)


PAGES = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>")
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def drawn_pdf(operators: bytes) -> bytes:
    """Write a PDF whose one page is drawn by these operators."""
    return pdf_of_objects(*PAGES, PAGE, stream(operators), FONT)


def datamatrix(text: str) -> Image.Image:
    """Draw a datamatrix."""
    drawn = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.DataMatrix, forceSquare=True)
    return Image.fromarray(drawn.to_image(scale=6)).convert("L")


def picture(image: Image.Image | None = None, kind: str = "PNG", **options: object) -> bytes:
    """Write a picture."""
    written = io.BytesIO()
    (image or Image.new("L", (40, 40), 255)).save(written, kind, **options)
    return written.getvalue()


def cda(body: str = "", header: str = "<title>Compte rendu</title>") -> bytes:
    """Write a CDA document of one section."""
    return (
        f'<ClinicalDocument xmlns="urn:hl7-org:v3">{header}<component><structuredBody><component><section>'
        f"{body}</section></component></structuredBody></component></ClinicalDocument>"
    ).encode()


def archive(**members: bytes) -> bytes:
    """Write a ZIP archive, as a submission on a medium is."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(f"IHE_XDM/SUBSET01/{name}", content)
    return written.getvalue()


def _in_an_object_stream(text: str) -> bytes:
    inner = b"<</Title(%s)>>" % text.encode()
    first = b"6 0 "
    packed = zlib.compress(first + inner)
    objects = (
        *PAGES,
        PAGE,
        stream(b""),
        FONT,
        b"<</Type/ObjStm/N 1/First %d/Length %d/Filter/FlateDecode>>stream\n%s\nendstream"
        % (len(first), len(packed), packed),
    )
    data, rows = b"%PDF-1.7\n", [b"\0\0\0\0\0"]
    for number, one in enumerate(objects, 1):
        shown = number if number < len(objects) else 7
        rows.append(b"\1" + len(data).to_bytes(3, "big") + b"\0")
        data += b"%d 0 obj\n%s\nendobj\n" % (shown, one)
    rows.insert(6, b"\2\0\0\7\0")
    table = zlib.compress(b"".join([*rows, b"\1" + len(data).to_bytes(3, "big") + b"\0"]))
    start = len(data)
    head = b"<</Type/XRef/Size 9/W[1 3 1]/Root 1 0 R/Info 6 0 R/Filter/FlateDecode/Length %d>>" % len(table)
    return data + b"8 0 obj\n%s\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (head, table, start)


def _with_xmp(text: str) -> bytes:
    def change(writer: PdfWriter) -> None:
        metadata = DecodedStreamObject()
        metadata.set_data(XMP.format(text).encode())
        metadata.update({NameObject("/Type"): NameObject("/Metadata"), NameObject("/Subtype"): NameObject("/XML")})
        writer.root_object[NameObject("/Metadata")] = writer._add_object(metadata)

    return changed_pdf(change)


def _with_field(text: str) -> bytes:
    def change(writer: PdfWriter) -> None:
        field = DictionaryObject({NameObject("/FT"): NameObject("/Tx"), NameObject("/T"): TextStringObject("nom")})
        field[NameObject("/V")] = TextStringObject(text)
        writer.root_object[NameObject("/AcroForm")] = DictionaryObject(
            {NameObject("/Fields"): writer._add_object(field)}
        )

    return changed_pdf(change)


def _chunk(text: str, *, packed: bool = False, kind: str = "Description") -> bytes:
    chunks = PngImagePlugin.PngInfo()
    chunks.add_text(kind, text, zip=packed)
    return picture(pnginfo=chunks)


def _exif(text: str, kind: str, *, user_comment: bool = False) -> bytes:
    exif = Image.Exif()
    if user_comment:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.UserComment] = b"UNICODE\0" + text.encode("utf-16-le")
    else:
        exif[ExifTags.Base.ImageDescription] = text
    return picture(kind=kind, exif=exif)


def _note(text: str) -> bytes:
    return changed_pdf(lambda it: it.add_annotation(0, FreeText(text=text, rect=(50, 550, 200, 650))))


# Where files tell a text. Those of the second table are shown as a datamatrix, whose text they are given.
TEXTS: dict[str, Callable[[str], bytes]] = {
    "text": lambda it: f"Vu ce jour {it}.".encode(),
    "cda_title": lambda it: cda(header=f"<title>CR de {it}</title>"),
    "cda_narrative": lambda it: cda(f"<text><paragraph>Patient {it}, vu ce jour.</paragraph></text>"),
    "cda_narrative_in_parts": lambda it: cda(
        f"<text><paragraph>Patient {it[:6]}<content>{it[6:]}</content>, vu ce jour.</paragraph></text>"
    ),
    "cda_table": lambda it: cda(f"<text><table><tbody><tr><td>NIR</td><td>{it}</td></tr></tbody></table></text>"),
    "cda_name": lambda it: cda(header=f"<participant><name><family>{it}</family></name></participant>"),
    "cda_value": lambda it: cda(f'<entry><observation><value value="{it}"/></observation></entry>'),
    "cda_words_of_a_code": lambda it: cda(f'<entry><observation><code displayName="{it}"/></observation></entry>'),
    "cda_in_utf_16": lambda it: cda(f"<text>{it}</text>").decode().encode("utf-16"),
    "cda_with_pdf_inside": lambda it: cda(
        f'<text mediaType="application/pdf" representation="B64">{base64.b64encode(pdf(it)).decode()}</text>'
    ),
    "pdf_text": pdf,
    "pdf_object_stream": _in_an_object_stream,
    "pdf_metadata": lambda it: changed_pdf(lambda writer: writer.add_metadata({"/Author": it})),
    "pdf_xmp": _with_xmp,
    "pdf_note": _note,
    "pdf_form": _with_field,
    "pdf_attachment": lambda it: changed_pdf(lambda writer: writer.add_attachment("note.txt", it.encode()) and None),
    "pdf_picture_with_exif": lambda it: changed_pdf(
        lambda writer: writer.add_attachment("photo.jpg", _exif(it, "JPEG")) and None
    ),
    "pdf_broken": lambda it: drawn_pdf(f"BT /F1 12 Tf ({it}) Tj ET".encode()).replace(b"/Catalog", b"/Nothing"),
    "pdf_without_table": lambda it: drawn_pdf(f"BT /F1 12 Tf ({it}) Tj ET".encode()).replace(b"\nxref\n", b"\nxxxx\n"),
    "pdf_encrypted_for_nobody": lambda it: _encrypted(it, user=""),
    "png_text": _chunk,
    "png_packed_text": lambda it: _chunk(it, packed=True),
    "png_xmp": lambda it: _chunk(XMP.format(it), kind="XML:com.adobe.xmp"),
    "png_exif": lambda it: _exif(it, "PNG"),
    "jpeg_comment": lambda it: picture(kind="JPEG", comment=it.encode()),
    "jpeg_exif": lambda it: _exif(it, "JPEG"),
    "jpeg_user_comment": lambda it: _exif(it, "JPEG", user_comment=True),
    "jpeg_xmp": lambda it: picture(kind="JPEG", xmp=XMP.format(it).encode()),
    "xdm": lambda it: archive(**{"DOC001.XML": cda(f"<text>{it}</text>")}),
}
SYMBOLS: dict[str, Callable[[str], bytes]] = {
    "png_datamatrix": lambda it: picture(datamatrix(it)),
    "jpeg_datamatrix": lambda it: picture(datamatrix(it), "JPEG"),
    "png_datamatrix_on_nothing": lambda it: picture(_on_nothing(datamatrix(it))),
    "pdf_datamatrix_among_operators": lambda it: drawn_pdf(_inline(datamatrix(it))),
    "pdf_datamatrix": lambda it: pdf(picture=datamatrix(it)),
}


def _on_nothing(symbol: Image.Image) -> Image.Image:
    """Draw a symbol in black on a transparent ground."""
    seen = Image.new("RGBA", symbol.size, (0, 0, 0, 0))
    seen.paste((0, 0, 0, 255), mask=symbol.point(lambda shade: 255 - shade))
    return seen


def _inline(symbol: Image.Image) -> bytes:
    """Draw a symbol as a picture among the operators of a page (ISO 32000-1, 8.9.7)."""
    head = b"q 120 0 0 120 50 600 cm BI /W %d /H %d /CS /G /BPC 8 /F /AHx ID " % symbol.size
    return head + symbol.tobytes().hex().encode() + b"> EI Q"


def _encrypted(text: str, *, user: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(text))))
    writer.encrypt(user, "owner", algorithm="AES-256")
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def sealed_pdf(text: str) -> bytes:
    """Write a PDF that opens by a password only."""
    return _encrypted(text, user="secret")
