"""Made-up health professionals and the organisations they work in."""

from dataclasses import dataclass
from typing import Final, Literal

from sandbox.people.address import Address
from sandbox.people.term import Term

Specialty = Literal[
    "general_practitioner",
    "paediatrician",
    "cardiologist",
    "gynaecologist",
    "radiologist",
    "biologist",
    "emergency_physician",
    "pharmacist",
    "nurse",
    "midwife",
    "dentist",
]
OrganizationKind = Literal["practice", "hospital", "laboratory", "pharmacy", "imaging_centre"]

PHYSICIAN: Final = Term("10", "Médecin", "Physician")


@dataclass(frozen=True)
class Occupation:
    """What a kind of professional is.

    Attributes:
        profession: a code of TRE_G15-ProfessionSante.
        qualification: a code of TRE_R38-SpecialiteOrdinale, for physicians.
        works_in: the kind of organisation.
        people_each: how many residents there are for one of them, roughly as in France.
        appointment: the usual length of an appointment, in minutes.
    """

    profession: Term
    qualification: Term | None
    works_in: OrganizationKind
    people_each: int
    appointment: int

    @property
    def words(self) -> Term:
        """The qualification, or the profession where there is none."""
        return self.qualification or self.profession


OCCUPATIONS: Final[dict[Specialty, Occupation]] = {
    "general_practitioner": Occupation(
        PHYSICIAN, Term("SM54", "Médecine générale", "General practice"), "practice", 1_100, 20
    ),
    "paediatrician": Occupation(PHYSICIAN, Term("SM40", "Pédiatrie", "Paediatrics"), "practice", 8_000, 30),
    "cardiologist": Occupation(
        PHYSICIAN, Term("SM04", "Cardiologie et Maladies vasculaires", "Cardiology"), "hospital", 9_000, 30
    ),
    "gynaecologist": Occupation(
        PHYSICIAN, Term("SM20", "Gynécologie-obstétrique", "Gynaecology and obstetrics"), "hospital", 12_000, 30
    ),
    "radiologist": Occupation(PHYSICIAN, Term("SM44", "Radio-diagnostic", "Radiology"), "imaging_centre", 8_000, 20),
    "biologist": Occupation(PHYSICIAN, Term("SM03", "Biologie médicale", "Medical biology"), "laboratory", 20_000, 10),
    "emergency_physician": Occupation(
        PHYSICIAN, Term("SM59", "Médecine d'urgence", "Emergency medicine"), "hospital", 10_000, 30
    ),
    "pharmacist": Occupation(Term("21", "Pharmacien", "Pharmacist"), None, "pharmacy", 1_000, 15),
    "nurse": Occupation(Term("60", "Infirmier", "Nurse"), None, "practice", 600, 15),
    "midwife": Occupation(Term("50", "Sage-femme", "Midwife"), None, "practice", 3_000, 45),
    "dentist": Occupation(Term("40", "Chirurgien-Dentiste", "Dentist"), None, "practice", 1_500, 30),
}


@dataclass(frozen=True)
class Organization:
    """A place of care: `finess` is a test number of nine digits, `phone` of a range kept for fiction."""

    id: str
    kind: OrganizationKind
    name: str
    finess: str
    address: Address
    phone: str


@dataclass(frozen=True)
class Professional:
    """A made-up professional: `rpps` is a test number of eleven digits, `mssante` an address of secure messaging."""

    id: str
    specialty: Specialty
    given_name: str
    family_name: str
    gender: Literal["female", "male"]
    rpps: str
    mssante: str
    organization: Organization

    @property
    def occupation(self) -> Occupation:
        """Profession, qualification and what follows from them."""
        return OCCUPATIONS[self.specialty]

    @property
    def name(self) -> str:
        """The name as patients read it; physicians and dentists bear their title."""
        titled = self.occupation.profession.code in {"10", "40"}
        return f"{'Dr ' if titled else ''}{self.given_name} {self.family_name}"
