import re

import pytest
from click.testing import CliRunner

from conformance_suite.case import catalogue, hook_up_cases
from doctrine import integrity, loader
from doctrine.commands import doctrine
from doctrine.model import Confidence, EditionStatus, LegalStanding, Method, Obligation, Requirement

EDITION = loader.load_edition()


def each(requirement: Requirement) -> str:
    return requirement.id


def test_the_doctrine_is_whole() -> None:
    assert integrity.check() == ()


def test_the_default_is_the_latest_in_force() -> None:
    assert EDITION.status is EditionStatus.IN_FORCE
    assert loader.load_edition(EDITION.id) == EDITION
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", EDITION.digest)


def test_every_case_speaks_to_a_requirement_that_expects_it() -> None:
    for row in catalogue():
        requirement = EDITION.find(row.requirement)
        assert requirement is not None, row.id
        assert requirement.automated, row.id
    for row in hook_up_cases():
        requirement = EDITION.find(row.requirement)
        assert requirement is not None
        assert requirement.verification.method is Method.HOOK_UP


def test_every_automated_requirement_has_a_case() -> None:
    spoken_to = {row.requirement for row in catalogue()}
    assert {one.id for one in EDITION.requirements if one.automated} == spoken_to


@pytest.mark.parametrize("requirement", EDITION.requirements, ids=each)
def test_nothing_unconfirmed_is_shown_as_law(requirement: Requirement) -> None:
    if requirement.legal_standing is LegalStanding.LAW:
        assert requirement.confidence is Confidence.CONFIRMED
    if requirement.confidence is Confidence.REFERENTIAL and requirement.automated:
        assert requirement.legal_standing is LegalStanding.PLATFORM


@pytest.mark.parametrize("requirement", EDITION.requirements, ids=each)
def test_both_languages_say_something_of_their_own(requirement: Requirement) -> None:
    for text in (requirement.title, requirement.statement, requirement.remediation):
        assert text.fr != text.en
        assert text["fr"] == text.fr
        assert len(text.en) > 5
    with pytest.raises(KeyError):
        requirement.title["de"]


def test_what_shall_hold_for_every_client_does() -> None:
    strict = {
        "REF-OAU-01",
        "REF-OAU-02",
        "REF-OAU-04",
        "REF-OAU-05",
        "REF-OAU-06",
        "REF-TLS-01",
        "MES-CON-01",
        "MES-PAT-01",
    }
    assert {one.id for one in EDITION.requirements if one.obligation is Obligation.SHALL} >= strict


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["list"], "REF-OAU-04"),
        (["list", "--language", "fr"], "Nonce du jeton d'identité"),
        (["show", "ref-oau-04"], "3.1.3.7, 11"),
        (["show", "MES-URB-03", "--language", "fr"], "hébergeur certifié"),
        (["check"], "the doctrine is whole"),
    ],
)
def test_commands_tell_it(arguments: list[str], words: str) -> None:
    result = CliRunner().invoke(doctrine, arguments)
    assert result.exit_code == 0
    assert words in result.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["list", "--edition", "1999-1"], "there is no edition `1999-1`"),
        (["show", "REF-OAU-99"], "has no requirement REF-OAU-99"),
        (["seal", "1999-1"], "there is no edition 1999-1"),
        (["seal", "2026-1"], "only a draft is sealed"),
        (["dance"], "No such command"),
    ],
)
def test_commands_refuse_with_two_and_a_line(arguments: list[str], words: str) -> None:
    result = CliRunner().invoke(doctrine, arguments)
    assert result.exit_code == 2
    assert words in result.output
    assert "Traceback" not in result.output
