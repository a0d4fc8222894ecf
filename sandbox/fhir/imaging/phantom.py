"""The pictures in the images: drawn phantoms, one for each modality, with the word EXAMPLE burnt in. No one's body."""

from collections.abc import Callable
from typing import Final

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from sandbox.fhir.imaging.modalities import SIDE
from sandbox.people.record import Modality

_GREYS: Final = "L"  # eight bits a pixel
_STEPS: Final = 11  # of the wedge by which a viewer's contrast is judged
_Draw = Callable[[Image.Image, int], Image.Image]


def phantom(modality: Modality, number: int) -> Image.Image:
    """Draw the picture of a modality; `number` counts the images of a study from 1, and each differs."""
    picture = _DRAWN[modality](Image.new(_GREYS, (SIDE, SIDE), 0), number)
    _wedge(picture)
    _burn_in(picture, "EXAMPLE", (8, 6), 2)
    _burn_in(picture, f"{modality} {number}", (8, SIDE - 32), 2)
    return picture


def _radiograph(picture: Image.Image, number: int) -> Image.Image:
    """Draw two long bones that meet, in soft tissue; the view turns with the number."""
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((70, 0, 186, SIDE), 50, fill=70)
    for top, bottom in ((-20, 122), (134, 280)):
        pen.rounded_rectangle((108, top, 148, bottom), 16, fill=190)
        pen.rounded_rectangle((118, top, 138, bottom), 8, fill=150)
    for y in (112, 142):
        pen.ellipse((94, y - 18, 162, y + 18), fill=205)
    pen.ellipse((116, 92, 140, 116), fill=225)
    turned = picture.rotate(12 * (number - 1), resample=Image.Resampling.BILINEAR)
    return turned.filter(ImageFilter.GaussianBlur(1.6))


def _mammogram(picture: Image.Image, number: int) -> Image.Image:
    """Draw half a disc of tissue against one edge, the right side and the left in turn."""
    pen = ImageDraw.Draw(picture)
    pen.ellipse((-120, 24, 150, 232), fill=60)
    for place in range(9):
        x, y, size = (place * 37 + number * 11) % 96, 62 + (place * 53 + number * 7) % 130, 14 + place * 2
        pen.ellipse((x - size, y - size, x + size, y + size), fill=80 + 12 * place)
    soft = picture.filter(ImageFilter.GaussianBlur(7))
    return soft if number % 2 else soft.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def _sonogram(picture: Image.Image, number: int) -> Image.Image:
    """Draw a fan of echoes that fade with depth, and a dark cyst that moves with the number."""
    pen = ImageDraw.Draw(picture)
    for depth in range(220, 24, -4):
        echo = max(20, 150 - depth // 2) + (depth * 29 + number * 13) % 34
        pen.pieslice((128 - depth, 24 - depth, 128 + depth, 24 + depth), 52, 128, fill=echo)
    soft = picture.filter(ImageFilter.GaussianBlur(2))
    x = 104 + 8 * number
    ImageDraw.Draw(soft).ellipse((x, 116, x + 46, 152), fill=12, outline=190)
    return soft


def _slice(picture: Image.Image, number: int) -> Image.Image:
    """Draw a cross-section: an outline, two dark fields, a vertebra, inserts of known grey; it shrinks upwards."""
    pen, shrink = ImageDraw.Draw(picture), 3 * number
    pen.ellipse((28 + shrink, 52 + shrink, 228 - shrink, 210 - shrink), fill=105)
    pen.ellipse((48 + shrink, 74 + shrink, 116, 186 - shrink), fill=24)
    pen.ellipse((140, 74 + shrink, 208 - shrink, 186 - shrink), fill=24)
    pen.ellipse((112, 158 - shrink, 144, 192 - shrink), fill=225)
    for place, grey in enumerate((60, 130, 200)):
        pen.ellipse((84 + 32 * place, 120, 98 + 32 * place, 134), fill=grey)
    return picture.filter(ImageFilter.GaussianBlur(0.8))


def _inverted_slice(picture: Image.Image, number: int) -> Image.Image:
    """Draw a cross-section in which fluid is bright and bone is dark."""
    mirror = _slice(picture, number)
    return mirror.point([min(255, abs(grey - 200) if grey else 0) for grey in range(256)])


_DRAWN: Final[dict[Modality, _Draw]] = {
    "DX": _radiograph,
    "MG": _mammogram,
    "US": _sonogram,
    "CT": _slice,
    "MR": _inverted_slice,
}


def _wedge(picture: Image.Image) -> None:
    pen = ImageDraw.Draw(picture)
    for step in range(_STEPS):
        grey = step * 255 // (_STEPS - 1)
        pen.rectangle((SIDE - 14, 60 + step * 12, SIDE - 4, 71 + step * 12), fill=grey, outline=128)


def _burn_in(picture: Image.Image, text: str, place: tuple[int, int], scale: int) -> None:
    """Write with the bitmap font of Pillow, whose pixels are the same everywhere."""
    font = ImageFont.load_default_imagefont()
    left, top, right, bottom = (int(edge) for edge in font.getbbox(text))
    stamp = Image.new("1", (right - left, bottom - top))
    ImageDraw.Draw(stamp).text((-left, -top), text, fill=1, font=font)
    large = stamp.resize((stamp.width * scale, stamp.height * scale), Image.Resampling.NEAREST)
    picture.paste(255, place, large)
