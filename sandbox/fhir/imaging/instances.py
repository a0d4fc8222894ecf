"""The DICOM names of a study, its one series and its images: UIDs that follow from the seed and the id in the record.

They are UUIDs below 2.25, which anybody may use without asking (DICOM PS3.5, B.2).
"""

import uuid
from dataclasses import dataclass

from sandbox.fhir.imaging.modalities import IMAGE_KINDS, ImageKind
from sandbox.people.people import People
from sandbox.people.persona import Persona
from sandbox.people.record import ImagingStudy
from sandbox.spaces import Space


@dataclass(frozen=True)
class Instance:
    """An image: its UID, its number counted from 1, and what it is called."""

    uid: str
    number: int
    title: str


@dataclass(frozen=True)
class ImagedStudy:
    """A study of somebody's record with its UIDs; all its images are in one series."""

    persona: Persona
    facts: ImagingStudy
    uid: str
    series_uid: str
    frame_of_reference: str
    instances: tuple[Instance, ...]

    @property
    def kind(self) -> ImageKind:
        """The kind of its images."""
        return IMAGE_KINDS[self.facts.modality]

    @property
    def accession(self) -> str:
        """The number under which the imaging centre keeps it."""
        return f"EX{self.uid[-10:]}"


def study_uid(space: Space, study_id: str) -> str:
    """Return the Study Instance UID of a study of the record, by which documents name it too."""
    return _uid(space, study_id)


def imaged_study(space: Space, persona: Persona, study: ImagingStudy) -> ImagedStudy:
    """Return a study with its UIDs."""
    kind = IMAGE_KINDS[study.modality]
    return ImagedStudy(
        persona,
        study,
        study_uid(space, study.id),
        _uid(space, f"{study.id}/1"),
        _uid(space, f"{study.id}/space"),
        tuple(
            Instance(_uid(space, f"{study.id}/1/{number}"), number, kind.view(number))
            for number in range(1, study.images + 1)
        ),
    )


def studies_of(space: Space, persona: Persona) -> tuple[ImagedStudy, ...]:
    """Return the studies of a person's record, oldest first."""
    return tuple(imaged_study(space, persona, one) for one in space.part(People).record(persona).imaging)


def _uid(space: Space, name: str) -> str:
    return f"2.25.{uuid.uuid5(uuid.NAMESPACE_URL, f'poincon/imaging/{space.seed}/{name}').int}"
