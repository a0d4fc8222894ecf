"""Who of the professionals gets in, by what right; emergency access leaves its trace before it opens anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.spaces import Bench

from sandbox.fhir.apis.documents import DOCUMENTS
from sandbox.fhir.documents.visibility import is_masked, mask
from sandbox.fhir.interactions.call import settle_record
from sandbox.fhir.resources.document_reference import DOCUMENT_REFERENCE
from sandbox.fhir.search.query import Query
from sandbox.fhir.store import FhirStore
from sandbox.holder import choices
from sandbox.holder.emergencies import Emergencies, RefusedEmergencyError, decision_for
from sandbox.holder.professional_rights import Decision, ProfessionalRights, RightsOfProfessionals, decide, sees_masked
from sandbox.people.people import People

if TYPE_CHECKING:
    from pathlib import Path

    from sandbox.holder.professional_rights import Refusal
    from sandbox.people.account_lifecycle import AccountStatus
    from sandbox.people.persona import Persona
    from sandbox.people.professional import Professional

OURS = ProfessionalRights("pro-a", allowed=("pro-b",), blocked=("pro-c",))


@pytest.mark.parametrize(
    ("professional", "emergency", "decision"),
    [
        ("pro-a", False, Decision(right="attending")),
        ("pro-b", False, Decision(right="allowed")),
        ("pro-b", True, Decision(right="allowed")),
        ("pro-c", False, Decision(refusal="blocked")),
        ("pro-c", True, Decision(refusal="blocked")),
        ("pro-d", False, Decision(refusal="consent_needed")),
        ("pro-d", True, Decision(right="emergency")),
    ],
)
def test_the_rule(professional: str, emergency: bool, decision: Decision) -> None:  # noqa: FBT001 - a parameter of the table
    assert decide(OURS, "active", professional, emergency=emergency) == decision


@pytest.mark.parametrize(
    ("status", "refusal"),
    [("announced", "no_space"), ("refused", "no_space"), ("closed", "no_space"), ("suspended", "suspended")],
)
def test_without_a_space_nobody_gets_in(status: AccountStatus, refusal: Refusal) -> None:
    for professional in ("pro-a", "pro-b", "pro-c", "pro-d"):
        assert decide(OURS, status, professional, emergency=True) == Decision(refusal=refusal)


def test_who_opposes_emergency_access_is_left_in_peace() -> None:
    opposed = OURS.with_emergency(opposed=True)

    assert decide(opposed, "active", "pro-d", emergency=True) == Decision(refusal="emergency_opposed")
    assert decide(opposed, "active", "pro-b", emergency=True) == Decision(right="allowed")


def test_a_blocked_physician_attends_no_longer() -> None:
    assert OURS.with_blocked("pro-a") == ProfessionalRights(None, ("pro-b",), ("pro-c", "pro-a"))
    assert OURS.with_blocked("pro-b").allowed == ()
    assert OURS.with_blocked("pro-c") == OURS
    assert OURS.with_allowed("pro-c") == ProfessionalRights("pro-a", ("pro-b", "pro-c"), ())
    assert OURS.with_attending("pro-c").blocked == ()
    assert OURS.with_forgotten("pro-c").blocked == ()


def test_only_the_attending_physician_sees_what_is_masked() -> None:
    assert sees_masked("attending")
    assert not sees_masked("allowed")
    assert not sees_masked("emergency")


@pytest.fixture
def someone(bench: Bench, persona: Persona) -> Professional:
    directory = bench.space.part(People).directory
    return next(
        one for number in range(len(directory)) if (one := directory.professional(number)).id != persona.attending
    )


def test_an_emergency_opens_the_record_for_an_hour(bench: Bench, persona: Persona, someone: Professional) -> None:
    emergencies = bench.space.part(Emergencies)
    assert decision_for(bench.space, persona, someone.id) == Decision(refusal="consent_needed")

    emergencies.open(persona, someone.id, "  Malaise,\n inconscient  ")

    assert decision_for(bench.space, persona, someone.id) == Decision(right="emergency")
    assert [one.reason for one in emergencies.untold(persona.id)] == ["Malaise, inconscient"]
    bench.clock.advance(3601)
    assert decision_for(bench.space, persona, someone.id) == Decision(refusal="consent_needed")
    assert emergencies.told(persona.id) == 1
    assert emergencies.untold(persona.id) == ()
    assert len(emergencies.of_holder(persona.id)) == 1


@pytest.mark.parametrize("reason", ["", "   ", "...", "123 \n"])
def test_an_emergency_needs_a_reason(bench: Bench, persona: Persona, someone: Professional, reason: str) -> None:
    with pytest.raises(RefusedEmergencyError):
        bench.space.part(Emergencies).open(persona, someone.id, reason)
    assert bench.space.part(Emergencies).of_holder(persona.id) == ()


def test_an_emergency_of_nobody_known_or_against_a_block_opens_nothing(
    bench: Bench, persona: Persona, someone: Professional
) -> None:
    with pytest.raises(LookupError):
        bench.space.part(Emergencies).open(persona, "pro-99-nurse-0000", "Malaise")
    bench.space.part(RightsOfProfessionals).put(persona, ProfessionalRights(None, (), (someone.id,)))
    with pytest.raises(RefusedEmergencyError, match="blocked"):
        bench.space.part(Emergencies).open(persona, someone.id, "Malaise")


def test_an_emergency_under_way_ends_with_a_block_an_opposition_or_the_space(
    bench: Bench, persona: Persona, someone: Professional
) -> None:
    bench.space.part(Emergencies).open(persona, someone.id, "Malaise")
    rights = bench.space.part(RightsOfProfessionals)

    rights.put(persona, rights.of(persona).with_emergency(opposed=True))
    assert decision_for(bench.space, persona, someone.id).refusal == "emergency_opposed"
    rights.put(persona, rights.of(persona).with_emergency(opposed=False).with_blocked(someone.id))
    assert decision_for(bench.space, persona, someone.id).refusal == "blocked"
    rights.put(persona, rights.of(persona).with_forgotten(someone.id))
    choices.let_happen(bench.space, persona.id, "close")
    assert decision_for(bench.space, persona, someone.id).refusal == "no_space"


def test_the_trace_of_an_emergency_outlives_a_kill(tmp_path: Path, someone: Professional) -> None:
    first = Bench(state_dir=tmp_path)
    persona = first.persona()
    first.space.part(Emergencies).open(persona, someone.id, "Malaise")

    again = Bench(state_dir=tmp_path).space.part(Emergencies)

    assert [one.professional_id for one in again.of_holder(persona.id)] == [someone.id]


def test_an_emergency_that_cannot_be_written_opens_nothing(tmp_path: Path, someone: Professional) -> None:
    bench = Bench(state_dir=tmp_path)
    persona = bench.persona()
    (tmp_path / "emergencies.new").mkdir()

    with pytest.raises(OSError, match="emergencies"):
        bench.space.part(Emergencies).open(persona, someone.id, "Malaise")

    assert decision_for(bench.space, persona, someone.id).refusal == "consent_needed"


def test_a_document_is_masked_and_shown_again(settled: Bench) -> None:
    persona = settled.space.part(People).everyone()[0]
    settle_record(settled.space, DOCUMENTS, persona)
    store = settled.space.part(FhirStore)
    document = store.search(Query(DOCUMENT_REFERENCE), persona.id).matches[0].id

    for masked in (True, False):
        assert mask(settled.space, persona, DOCUMENT_REFERENCE, document, masked=masked)
        assert not mask(settled.space, persona, DOCUMENT_REFERENCE, document, masked=masked)
        kept = store.find("DocumentReference", document, persona.id)
        assert kept is not None
        assert is_masked(kept.read()) is masked

    other = settled.space.part(People).everyone()[1]
    settle_record(settled.space, DOCUMENTS, other)
    assert not mask(settled.space, other, DOCUMENT_REFERENCE, document, masked=True)
