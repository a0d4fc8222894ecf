"""The documents of a record, written from what happened: each knows its author and whom it is shown to."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Final, Literal

from sandbox.people.history.appointments import Booked
from sandbox.people.history.biology import panel
from sandbox.people.history.imaging import Imaged
from sandbox.people.history.life import Life
from sandbox.people.professional import Specialty
from sandbox.people.record import Document, Prescription, Section, StoryName, Vaccination

_REPORTING: Final[frozenset[Specialty]] = frozenset(
    {"general_practitioner", "paediatrician", "cardiologist", "gynaecologist", "midwife"}
)
_CORRECTED: Final = 0.07
_MASKED: Final = 0.04
_HIDDEN_DAYS: Final = 45  # a result of follow-up after cancer waits to be announced for so long at most
_ARCHIVED_AFTER: Final = 500  # days
_ARCHIVED: Final = 0.5
_TESTED_OFTEN: Final[frozenset[StoryName]] = frozenset({"diabetes", "heart_failure", "cancer_followed", "hypertension"})
_HELD: Final = (
    ("Carte de groupe sanguin", "Groupe O, rhésus positif. Copie déposée par le titulaire."),
    ("Ordonnance de lunettes", "Correction : œil droit -1,25 ; œil gauche -1,00."),
    ("Compte rendu de kinésithérapie", "Dix séances effectuées, mobilité retrouvée."),
    ("Certificat de non-contre-indication au sport", "Établi pour la pratique de la randonnée et de la natation."),
)
_STAYS: Final = (
    ("Appendicectomie", "Douleur de la fosse iliaque droite.", "Suites simples. Ablation des fils à dix jours."),
    ("Malaise", "Malaise avec perte de connaissance brève.", "Bilan normal. Surveillance par le médecin traitant."),
    ("Pneumopathie", "Fièvre et toux depuis quatre jours.", "Évolution favorable sous antibiotiques."),
)


def draw_documents(
    life: Life,
    stories: Collection[StoryName],
    *,
    prescriptions: Sequence[Prescription],
    imaging: Sequence[Imaged],
    booked: Sequence[Booked],
    vaccinations: Sequence[Vaccination],
) -> tuple[Document, ...]:
    """Draw the documents, oldest first; none is of the future."""
    chance = life.chance("documents")
    drawn = [
        *_prescribed(life, prescriptions),
        *_reported(life, booked),
        *_imaged(life, stories, imaging),
        *_tested(life, stories, chance),
        *_discharged(life, stories, chance),
        *_vaccinated(life, vaccinations),
        *_own(life, chance),
    ]
    finished = [one for document in drawn for one in _versions(_shown(life, document, chance), chance)]
    return tuple(sorted((one for one in finished if one.written <= life.today), key=lambda one: (one.written, one.id)))


def _prescribed(life: Life, prescriptions: Sequence[Prescription]) -> Iterator[Document]:
    for number, one in enumerate(prescriptions, 1):
        lines = "\n".join(f"{line.drug} : {line.dose}, pendant {line.days} jours" for line in one.lines)
        yield Document(
            id=f"{life.persona.id}-prescription-document-{number}",
            kind="prescription",
            title="Ordonnance de médicaments",
            written=one.prescribed,
            author=one.prescriber,
            sections=(Section("Prescription", lines),),
            about=one.id,
        )


def _reported(life: Life, booked: Sequence[Booked]) -> Iterator[Document]:
    for number, one in enumerate(booked, 1):
        if one.appointment.status == "kept" and one.visit.specialty in _REPORTING:
            yield Document(
                id=f"{life.persona.id}-report-{number}",
                kind="report",
                title=f"Compte rendu de consultation : {one.visit.reason.lower()}",
                written=one.appointment.start + timedelta(minutes=one.appointment.minutes),
                author=one.appointment.professional,
                sections=(Section("Motif", one.visit.reason), Section("Conclusion", one.visit.conclusion)),
                about=one.appointment.id,
            )


def _imaged(life: Life, stories: Collection[StoryName], imaging: Sequence[Imaged]) -> Iterator[Document]:
    for one in imaging:
        watched = "cancer_followed" in stories and one.study.modality == "CT"
        recent = (life.today - one.study.taken).days < _HIDDEN_DAYS
        yield Document(
            id=one.study.report,
            kind="imaging_report",
            title=one.study.description,
            written=min(one.study.taken + timedelta(hours=1), life.today),
            author=one.study.radiologist,
            sections=(
                Section("Résultat", one.examination.findings),
                Section("Conclusion", one.examination.conclusion),
            ),
            confidentiality="hidden_from_holder" if watched and recent else "normal",
            about=one.study.id,
        )


def _tested(life: Life, stories: Collection[StoryName], chance: Random) -> Iterator[Document]:
    often = not _TESTED_OFTEN.isdisjoint(stories)
    if not often and chance.random() < (0.9 if life.is_minor else 0.4):
        return
    ago = chance.randrange(5, 170 if often else 600)
    for number in range(1, 4 if often else 2):
        written = life.opening_hours(life.ago(ago), chance)
        ago += chance.randrange(150, 200)
        yield Document(
            id=f"{life.persona.id}-biology-{number}",
            kind="biology",
            title="Résultats d'analyses de biologie médicale",
            written=written,
            author=life.sees("biologist"),
            sections=(Section("Prélèvement", "Sang veineux, patient à jeun."),),
            analytes=panel(tuple(stories), chance),
        )


def _discharged(life: Life, stories: Collection[StoryName], chance: Random) -> Iterator[Document]:
    ward: Specialty = "emergency_physician"
    title, reason, course = chance.choice(_STAYS)
    ago, stayed = chance.randrange(20, 900), chance.random() < 0.1  # noqa: PLR2004 - the share of people
    if life.age < 1:
        ward, title, reason, course = "midwife", "Séjour en maternité", "Naissance à terme.", "Examen de sortie normal."
        ago, stayed = (life.today.date() - life.born).days - 3, True
    elif "heart_failure" in stories:
        ward, title, reason = "cardiologist", "Décompensation cardiaque", "Dyspnée et prise de poids de quatre kilos."
        course, stayed = "Déplétion hydrosodée, retour au poids de base. Contrôle à deux semaines.", True
    if stayed and ago > 0:
        yield Document(
            id=f"{life.persona.id}-discharge-1",
            kind="discharge_letter",
            title=f"Lettre de liaison à la sortie : {title.lower()}",
            written=life.opening_hours(life.ago(ago), chance),
            author=life.sees(ward),
            sections=(Section("Motif d'hospitalisation", reason), Section("Évolution et suites", course)),
        )


def _vaccinated(life: Life, vaccinations: Sequence[Vaccination]) -> Iterator[Document]:
    for number, one in enumerate((one for one in vaccinations[-3:] if one.professional), 1):
        moment = life.opening_hours(one.given, life.chance(one.id))
        yield Document(
            id=f"{life.persona.id}-vaccination-note-{number}",
            kind="vaccination",
            title="Note de vaccination",
            written=moment,
            author=one.professional or "",
            sections=(Section("Vaccin", f"{one.vaccine.fr}, dose {one.dose}, lot {one.lot}."),),
            about=one.id,
        )


def _own(life: Life, chance: Random) -> Iterator[Document]:
    wishes, since = chance.random(), chance.randrange(30, 900)
    if life.age >= 60 and wishes < 0.2:  # noqa: PLR2004 - years, and the share of those who write some
        text = "Je ne souhaite pas d'acharnement thérapeutique. Je souhaite que la douleur soit soulagée."
        yield _of_holder(life, "advance_directives", "Directives anticipées", text, life.at(life.ago(since), chance))
    held, (title, text), ago = chance.random(), chance.choice(_HELD), chance.randrange(10, 700)
    if held < 0.35:  # noqa: PLR2004 - the share of people
        yield _of_holder(life, "holder_document", title, text, life.at(life.ago(ago), chance))


def _of_holder(
    life: Life, kind: Literal["advance_directives", "holder_document"], title: str, text: str, written: datetime
) -> Document:
    return Document(
        id=f"{life.persona.id}-{kind.replace('_', '-')}-1",
        kind=kind,
        title=title,
        written=written,
        author=life.persona.id,
        sections=(Section(title, text),),
    )


def _shown(life: Life, document: Document, chance: Random) -> Document:
    masked, archived = chance.random() < _MASKED, chance.random() < _ARCHIVED
    if masked and document.confidentiality == "normal":
        document = replace(document, confidentiality="masked_from_professionals")
    return replace(document, archived=archived and (life.today - document.written).days > _ARCHIVED_AFTER)


def _versions(document: Document, chance: Random) -> Iterator[Document]:
    corrected = chance.random() < _CORRECTED and document.kind in {"report", "biology", "advance_directives"}
    if not corrected:
        yield document
        return
    earlier = replace(document, id=f"{document.id}-first")
    yield earlier
    correction = Section("Mention", "Cette version annule et remplace la précédente.")
    later = document.written + timedelta(hours=chance.randrange(2, 70))
    yield replace(document, written=later, replaces=earlier.id, sections=(*document.sections, correction))
