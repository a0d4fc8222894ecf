"""Every edition on file, the draft included: nothing hangs on nothing, and what changed can be read."""

import pytest

from conformance_suite.case import catalogue, hook_up_cases
from doctrine import loader
from doctrine.coverage import coverage
from doctrine.difference import difference
from doctrine.gaps import load_gaps
from doctrine.model import Confidence, Edition, EditionStatus, LegalStanding, Method
from doctrine.sections import load_sections

SHELF = loader.Shelf()
EDITIONS = tuple(loader.load_edition(name, shelf=SHELF) for name in loader.editions())
PRESENT, DRAFT = loader.load_edition(), loader.load_edition("2027-1")


def named(edition: Edition) -> str:
    return edition.id


@pytest.mark.parametrize("edition", EDITIONS, ids=named)
def test_no_case_and_no_requirement_hangs_on_nothing(edition: Edition) -> None:
    cases = {row.id: row.requirement for row in (*catalogue(), *hook_up_cases())}
    found = coverage(edition, load_sections(), load_gaps(), cases)
    assert not found.orphans
    assert sum(row.requirements for row in found.rows) == len(edition.requirements)


@pytest.mark.parametrize("edition", EDITIONS, ids=named)
def test_nothing_unconfirmed_stands_as_law_and_what_no_machine_checks_says_why(edition: Edition) -> None:
    for one in edition.requirements:
        assert one.legal_standing is not LegalStanding.LAW or one.confidence is Confidence.CONFIRMED, one.id
        assert one.verification.method is Method.AUTOMATED or one.verification.reason is not None, one.id


def test_a_draft_is_in_force_nowhere() -> None:
    assert DRAFT.status is EditionStatus.DRAFT
    assert PRESENT.id == "2026-1"


def test_what_a_person_verifies_names_the_kind_of_each_evidence() -> None:
    """Evidence without a kind is what the suite makes by itself: the transcript and the verdict."""
    for one in DRAFT.requirements:
        if not one.automated:
            assert all(piece.kind for piece in one.evidence), one.id


def test_a_new_revision_takes_nothing_away() -> None:
    """The draft mends words and adds what was missing; how binding a requirement is stays as it was."""
    found = difference(PRESENT, DRAFT)
    assert [one.id for one in found.added] == ["REF-TLS-05"]
    assert not found.removed
    for one in found.changed:
        assert one.after.revision == one.before.revision + 1, one.after.id
        assert one.stricter is None, one.after.id
        assert one.after.applies_when == one.before.applies_when, one.after.id


@pytest.mark.parametrize(
    ("requirement", "was", "says"),
    [
        ("MES-LAW-03", "the automatic comparison will come", "word for word"),
        ("REF-SES-04", "and hold no token in clear", "the storage of the browser"),
    ],
)
def test_what_had_become_untrue_is_said_anew(requirement: str, was: str, says: str) -> None:
    (one,) = (one for one in difference(PRESENT, DRAFT).changed if one.after.id == requirement)
    before = " ".join(change.before.en for change in one.changes)
    after = " ".join(change.after.en for change in one.changes)
    assert was in before
    assert was not in after
    assert says in after
