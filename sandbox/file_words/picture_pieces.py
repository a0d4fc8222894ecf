"""The words of a picture: its text chunks, comments, EXIF, IPTC and XMP, and the datamatrix that is drawn in it."""

import io
import re
import warnings
from collections.abc import Iterator
from typing import Final

import zxingcpp
from PIL import ExifTags, Image, UnidentifiedImageError

from sandbox.file_words.piece import Inner, Marked, Piece, TooMuchError, Written

MOST_PIXELS: Final = 50_000_000
_DATA_MATRIX: Final = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.DataMatrix)
# The blocks of an INS datamatrix that tell an identity follow one another without anything between them.
_IDENTITY: Final = re.compile(r"S1(?P<matricule>[0-9AB]{15})S2(?P<oid>1\.2\.250\.1\.213\.1\.4\.\d{1,2})(?=S3|\x1d|\Z)")
_PARTS: Final = (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo)
_NO_TEXT: Final = frozenset({"icc_profile", "exif", "xmp", "XML:com.adobe.xmp"})


def picture_pieces(data: bytes) -> Iterator[Piece]:
    """Give what a picture in PNG or JPEG holds; nothing of one that nobody can open.

    Raises:
        TooMuchError: it has too many pixels, or its texts unpack to too much.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # damaged EXIF, above all
        try:
            picture = Image.open(io.BytesIO(data), formats=("PNG", "JPEG"))
            if picture.width * picture.height > MOST_PIXELS:
                raise TooMuchError(f"the picture has more than {MOST_PIXELS // 1_000_000} million pixels")
            picture.load()  # texts of a PNG may follow its pixels
            yield from _metadata(picture)
            yield from drawn_pieces(picture)
        except Image.DecompressionBombError as large:
            raise TooMuchError("the picture has too many pixels") from large
        except (UnidentifiedImageError, OSError, SyntaxError) as _no_picture:
            return
        except ValueError as wrong:
            if isinstance(wrong, TooMuchError) or "too large" in str(wrong):  # what Pillow says of texts that swell
                raise TooMuchError("the texts in the picture unpack to too much") from wrong
            return


def drawn_pieces(picture: Image.Image) -> Iterator[Piece]:
    """Give the identity in each datamatrix of a picture, or its text when it is no INS datamatrix."""
    for found in zxingcpp.read_barcodes(_on_white(picture), formats=_DATA_MATRIX):
        if not found.valid:
            continue
        text = bytes(found.bytes).decode("latin-1")  # ECC 200 without ECI is ISO 8859-1 (ISO/IEC 16022, 5.2.2)
        identity = _IDENTITY.search(text)
        if identity is None:
            yield Written(text)
        else:
            yield Written(f"{identity['oid']}|{identity['matricule']}")


def _on_white(picture: Image.Image) -> Image.Image:
    """Return what somebody sees on a white page: what is transparent is white, not black."""
    if picture.has_transparency_data:
        seen = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen)
    return picture.convert("L")


def _metadata(picture: Image.Image) -> Iterator[Piece]:
    for name, value in picture.info.items():
        if name in {"xmp", "XML:com.adobe.xmp"}:
            yield Inner(value if isinstance(value, bytes) else str(value).encode())
        if name not in _NO_TEXT:
            yield from _texts(value)
            yield Marked(str(name))
    exif = picture.getexif()
    for fields in (exif, *(exif.get_ifd(part) for part in _PARTS)):
        yield from _texts(dict(fields))


def _texts(value: object) -> Iterator[Piece]:
    match value:
        case str():
            yield Written(value)
        case bytes():
            # UTF-16 loses its zeros, the UserComment of EXIF the name of its character set
            yield Written(value.replace(b"\0", b"").removeprefix(b"ASCII").removeprefix(b"UNICODE").decode("latin-1"))
        case dict():
            for one in value.values():
                yield from _texts(one)
        case list() | tuple():
            for one in value:
                yield from _texts(one)
        case _:
            return
