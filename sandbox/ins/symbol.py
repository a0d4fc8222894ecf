"""The INS datamatrix as a symbol, square and ECC 200: drawn as SVG or PNG, and found in a picture."""

import io
import re
import warnings
from typing import Final

import zxingcpp
from PIL import Image, UnidentifiedImageError

_DATA_MATRIX: Final = zxingcpp.BarcodeFormat.DataMatrix
_MODULE: Final = 6  # pixels of a module in a PNG
_SIZE: Final = re.compile(r'<svg width="(\d+)" height="(\d+)"')
_MOST_PIXELS: Final = 25_000_000


class PictureError(ValueError):
    """No datamatrix can be read from the picture; the message says why."""


def draw_svg(text: str) -> str:
    """Draw the symbol as SVG: it scales with its box and is named by whoever shows it."""
    drawn: str = _symbol(text).to_svg()
    svg = drawn[drawn.index("<svg") :]
    return _SIZE.sub(r'<svg viewBox="0 0 \1 \2" width="\1" height="\2" shape-rendering="crispEdges"', svg, count=1)


def draw_png(text: str) -> bytes:
    """Draw the symbol as PNG."""
    written = io.BytesIO()
    Image.fromarray(_symbol(text).to_image(scale=_MODULE)).convert("L").save(written, "PNG")
    return written.getvalue()


def read_picture(data: bytes) -> str:
    """Return the text of the one datamatrix in a picture (PNG, JPEG and what else Pillow reads).

    Raises:
        PictureError: it is no picture, is too large, or shows no datamatrix or several.
    """
    found = zxingcpp.read_barcodes(_picture(data), formats=zxingcpp.BarcodeFormats(_DATA_MATRIX))
    texts = {bytes(one.bytes) for one in found if one.valid}
    if len(texts) != 1:
        raise PictureError("several datamatrix are on the picture" if texts else "no datamatrix is on the picture")
    return texts.pop().decode("latin-1")  # ECC 200 without ECI is ISO 8859-1 (ISO/IEC 16022, 5.2.2)


def _picture(data: bytes) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            picture = Image.open(io.BytesIO(data), formats=("PNG", "JPEG"))
            if picture.width * picture.height > _MOST_PIXELS:
                raise PictureError(f"the picture has more than {_MOST_PIXELS // 1_000_000} million pixels")
            return picture.convert("L")
        except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning, OSError) as wrong:
            raise PictureError("the file is no whole picture in PNG or JPEG") from wrong
        except (SyntaxError, ValueError) as wrong:
            if isinstance(wrong, PictureError):
                raise
            raise PictureError("the file is no whole picture in PNG or JPEG") from wrong


def _symbol(text: str) -> zxingcpp.Barcode:
    return zxingcpp.create_barcode(text, _DATA_MATRIX, forceSquare=True)
