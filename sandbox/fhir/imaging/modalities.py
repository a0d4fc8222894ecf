"""What kinds of images the space makes: a row for each modality (DICOM PS3.3, C.7.3.1.1.1; PS3.4, B.5)."""

from dataclasses import dataclass
from typing import Final

from sandbox.people.record import Modality


@dataclass(frozen=True)
class ImageKind:
    """A kind of image.

    Attributes:
        sop_class: its UID.
        display: the modality in words, as code system DCM has it.
        bits: stored for each pixel; `pixel` is its side in millimetres.
        views: what the images of a study are called, in order; those beyond are numbered.
    """

    sop_class: str
    display: str
    bits: int
    pixel: float
    views: tuple[str, ...] = ()

    def view(self, number: int) -> str:
        """Return what the image of that number, counted from 1, is called."""
        return self.views[number - 1] if number <= len(self.views) else f"Image {number}"


IMAGE_KINDS: Final[dict[Modality, ImageKind]] = {
    "DX": ImageKind("1.2.840.10008.5.1.4.1.1.1.1", "Digital Radiography", 12, 1.2, ("Face", "Profil", "Oblique")),
    "MG": ImageKind(
        "1.2.840.10008.5.1.4.1.1.1.2",
        "Mammography",
        12,
        0.8,
        ("Sein droit, face", "Sein gauche, face", "Sein droit, oblique", "Sein gauche, oblique"),
    ),
    "US": ImageKind("1.2.840.10008.5.1.4.1.1.6.1", "Ultrasound", 8, 0.6),
    "CT": ImageKind("1.2.840.10008.5.1.4.1.1.2", "Computed Tomography", 12, 1.5),
    "MR": ImageKind("1.2.840.10008.5.1.4.1.1.4", "Magnetic Resonance", 12, 1.0),
}
SIDE: Final = 256  # rows and columns of every image
