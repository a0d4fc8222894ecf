"""What a person's health record holds, in plain facts: whoever writes FHIR, CDA or PDF starts from here.

Every `id` is unique in the space and stays the same for the same seed; every moment is aware. A professional is named
by `Professional.id` (see `sandbox.people.directory`), a person by `Persona.id`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from sandbox.people.measures import HealthMeasure
from sandbox.people.term import Term

DocumentKind = Literal[
    "prescription",
    "report",
    "discharge_letter",
    "biology",
    "imaging_report",
    "vaccination",
    "advance_directives",
    "holder_document",
]
Confidentiality = Literal["normal", "masked_from_professionals", "hidden_from_holder"]
AppointmentStatus = Literal["planned", "kept", "missed", "cancelled"]
Modality = Literal["DX", "MG", "US", "CT", "MR"]  # DICOM PS3.3 C.7.3.1.1.1
StoryName = Literal[
    "healthy",
    "childhood",
    "hypertension",
    "diabetes",
    "asthma",
    "pregnancy",
    "arthrosis",
    "heart_failure",
    "cancer_followed",
]


@dataclass(frozen=True)
class Section:
    """A titled part of a document; the text is French, paragraphs are parted by line feeds."""

    title: str
    text: str


@dataclass(frozen=True)
class Analyte:
    """A result of a laboratory: LOINC code, value in a UCUM unit, usual range (None: no bound)."""

    loinc: str
    name: str
    value: Decimal
    unit: str
    low: Decimal | None
    high: Decimal | None

    @property
    def flag(self) -> Literal["H", "L", "N"]:
        """Whether the value is above the range (H), below it (L) or within (N)."""
        if self.high is not None and self.value > self.high:
            return "H"
        return "L" if self.low is not None and self.value < self.low else "N"


@dataclass(frozen=True)
class DrugLine:
    """A line of a prescription: common name (DCI) with strength and form, ATC class, dose in words, days of use."""

    drug: str
    atc: str
    dose: str
    days: int


@dataclass(frozen=True)
class Prescription:
    """Drugs prescribed on a day; `dispensed` and `pharmacist` are None while nobody has fetched them."""

    id: str
    prescribed: datetime
    prescriber: str
    lines: tuple[DrugLine, ...]
    dispensed: datetime | None
    pharmacist: str | None


@dataclass(frozen=True)
class Vaccination:
    """A dose of a vaccine given; `rule` is the reminder that it answers, `professional` None where unknown."""

    id: str
    given: date
    vaccine: Term
    rule: str
    dose: int
    lot: str
    professional: str | None


@dataclass(frozen=True)
class ImagingStudy:
    """An imaging study and the document that reports on it; `images` is how many it holds."""

    id: str
    modality: Modality
    body_part: Term
    description: str
    taken: datetime
    radiologist: str
    report: str
    images: int


@dataclass(frozen=True)
class Document:
    """A document of the record.

    Attributes:
        author: the id of a professional, or of the person themselves where `kind` says that the holder put it in.
        confidentiality: hidden from the holder until a professional announces it, or masked by the holder.
        replaces: the id of the earlier version, which then is superseded.
        sections, analytes: the content, for whoever writes the file.
        about: the id of the prescription, imaging study, vaccination or appointment that this document tells of.
    """

    id: str
    kind: DocumentKind
    title: str
    written: datetime
    author: str
    sections: tuple[Section, ...]
    confidentiality: Confidentiality = "normal"
    archived: bool = False
    replaces: str | None = None
    analytes: tuple[Analyte, ...] = ()
    about: str | None = None


@dataclass(frozen=True)
class Appointment:
    """An appointment with a professional, past or to come, in minutes."""

    id: str
    professional: str
    start: datetime
    minutes: int
    reason: str
    status: AppointmentStatus


@dataclass(frozen=True)
class Message:
    """A message; `sender` is the person's or the professional's id, `read` whether the other side has read it."""

    id: str
    sender: str
    sent: datetime
    text: str
    read: bool


@dataclass(frozen=True)
class Thread:
    """Messages between a person and a professional, the oldest first; only the professional opens and closes one."""

    id: str
    subject: str
    professional: str
    messages: tuple[Message, ...]
    closed: bool


@dataclass(frozen=True)
class Condition:
    """An illness or a state that the person lives with: ICD-10 term, since when, whether a long-term illness (ALD)."""

    term: Term
    since: date
    long_term: bool


@dataclass(frozen=True)
class Screening:
    """A screening or check-up done, with the reminder rule that it answers."""

    rule: str
    done: date
    professional: str


@dataclass(frozen=True)
class Record:
    """All that a person's record holds on the day the space began; lists are in order of time."""

    stories: tuple[StoryName, ...]
    conditions: tuple[Condition, ...]
    allergies: tuple[Term, ...]
    measures: tuple[HealthMeasure, ...]
    vaccinations: tuple[Vaccination, ...]
    screenings: tuple[Screening, ...]
    prescriptions: tuple[Prescription, ...]
    imaging: tuple[ImagingStudy, ...]
    documents: tuple[Document, ...]
    appointments: tuple[Appointment, ...]
    threads: tuple[Thread, ...]
