"""What the pages of the evaluation show: the queue of the office, and each requirement with what is said of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from catalogue_portal.accounts.naming import names_of
from catalogue_portal.actor import Actor
from catalogue_portal.apps.models import Release
from catalogue_portal.apps.repository import get_release
from catalogue_portal.clock import Clock
from catalogue_portal.convergence.intake import kept
from catalogue_portal.convergence.repository import version_numbered
from catalogue_portal.dossiers import service as dossiers
from catalogue_portal.dossiers.models import Dossier, EvidenceSlot
from catalogue_portal.evidence.models import EvidenceVersion
from catalogue_portal.evidence.repository import versions_named
from catalogue_portal.procedure import procedure_named
from catalogue_portal.publishers.repository import get_organisation
from catalogue_portal.reviews import service
from catalogue_portal.reviews.models import Finding
from catalogue_portal.reviews.repository import current_findings
from catalogue_portal.web.doctrine_words import doctrine_sections, edition_quoted
from catalogue_portal.web.forms import Form
from doctrine.convergence import Declared, State
from doctrine.model import Bilingual, Requirement


@dataclass(frozen=True)
class Waiting:
    """A dossier in the queue; `mine` says that somebody with the actor's roles can move it on now."""

    dossier: Dossier
    release: Release
    publisher: str
    mine: bool
    used: int
    cap: int


@dataclass(frozen=True)
class Weighing:
    """One requirement on the page of the evaluation."""

    slot: EvidenceSlot
    requirement: Requirement | None
    finding: Finding | None
    author: str
    form: Form
    declared: Declared | None = None
    """What the filed declaration of convergence says of it; None when it says nothing."""
    documents: tuple[EvidenceVersion, ...] = ()
    """The documents that the dossier took along for it."""

    @property
    def is_still_to_be_made(self) -> bool:
        """Whether somebody has to weigh this yet."""
        return self.finding is None and not self.slot.awaits_the_hook_up

    @property
    def is_proven(self) -> bool:
        """Whether the run proved this, and nobody has weighed it yet: it may be weighed together with others."""
        return self.is_still_to_be_made and self.slot.machine_verdict == "pass"


@dataclass(frozen=True)
class Chapter:
    """A section of the doctrine on the page of the evaluation, with what a dossier has of it."""

    id: str
    title: Bilingual
    weighings: tuple[Weighing, ...]

    @property
    def proven(self) -> list[Weighing]:
        """What may be weighed together here."""
        return [one for one in self.weighings if one.is_proven]


def waiting(session: Session, actor: Actor, dossier: Dossier, *, clock: Clock) -> Waiting:
    """Return a dossier as the queue shows it."""
    offers = [*dossiers.possible(session, actor, dossier), *service.possible(session, actor, dossier)]
    now, cap = clock.now(), procedure_named(dossier.procedure).evaluation_cap
    return Waiting(
        dossier,
        get_release(session, dossier.release_id),
        get_organisation(session, dossier.organisation_id).name,
        any(offer.refusal is None for offer in offers),
        dossier.stopwatch.elapsed(now).days,
        cap.days,
    )


def weighings(session: Session, dossier: Dossier, typed: Mapping[str, Form]) -> list[Weighing]:
    """Return every requirement of a dossier; `typed` holds the forms that were refused, by requirement."""
    edition, found = edition_quoted(dossier.edition), current_findings(session, dossier)
    names = names_of(session, (one.author for one in found.values()))
    declared = _filed(session, dossier)
    documents = {one.id: one for one in versions_named(session, dossier.documents)}
    return [
        Weighing(
            slot,
            edition.find(slot.requirement) if edition else None,
            found.get(slot.requirement),
            names.get(found[slot.requirement].author, "") if slot.requirement in found else "",
            typed.get(slot.requirement) or _form_of(found.get(slot.requirement)),
            declared.get(slot.requirement),
            tuple(documents[name] for name in slot.documents if name in documents),
        )
        for slot in dossier.evidence
    ]


def _filed(session: Session, dossier: Dossier) -> Mapping[str, Declared]:
    """What was declared when the dossier was last handed in, by requirement; only what says something."""
    version = version_numbered(session, dossier.app_id, dossier.convergence_number or 0)
    rows = kept(version.text).declared.items() if version else ()
    return {name: row for name, row in rows if row.state is not State.UNDECLARED}


def _form_of(finding: Finding | None) -> Form:
    return Form({"outcome": finding.outcome, "rationale": finding.rationale}) if finding else Form()


def chapters(found: Sequence[Weighing]) -> list[Chapter]:
    """Return what is to be weighed by section of the doctrine, in the order of reading."""
    parted = doctrine_sections()
    of_section: dict[str, list[Weighing]] = {}
    for one in found:
        of_section.setdefault(parted.of_id(one.slot.requirement).id, []).append(one)
    return [Chapter(one.id, one.title, tuple(of_section[one.id])) for one in parted.sections if one.id in of_section]


def still_to_weigh(shown: Sequence[Chapter]) -> list[Chapter]:
    """Return of each chapter what somebody has yet to weigh, or has just failed to."""
    left = []
    for chapter in shown:
        open_ones = tuple(one for one in chapter.weighings if one.is_still_to_be_made or one.form.is_wrong)
        if open_ones:
            left.append(replace(chapter, weighings=open_ones))
    return left


def tally(shown: Sequence[Chapter]) -> dict[str, Any]:
    """Return how many requirements are weighed, of how many, how many the run proved, and which one comes next."""
    found = [one for chapter in shown for one in chapter.weighings]
    to_weigh = [one for one in found if not one.slot.awaits_the_hook_up]
    missing = [one.slot.requirement for one in to_weigh if one.is_still_to_be_made]
    return {
        "weighed": len(to_weigh) - len(missing),
        "to_weigh": len(to_weigh),
        "proven": sum(one.is_proven for one in found),
        "next_one": missing[0] if missing else None,
    }


def may_weigh(session: Session, actor: Actor, dossier: Dossier) -> bool:
    """Tell whether the findings are the actor's to make: nothing but missing ones keeps them from the opinion."""
    refusals = [offer.refusal for offer in service.possible(session, actor, dossier)]
    return any(refusal is None or refusal.code == "findings_missing" for refusal in refusals)
