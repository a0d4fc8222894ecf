from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from sandbox.people.age import age_on, months_on
from sandbox.people.directory import Directory
from sandbox.people.history.growth import body_mass_index
from sandbox.people.history.record import history
from sandbox.people.measures import (
    BloodGlucose,
    BloodPressure,
    BodyHeight,
    BodyMassIndex,
    BodyTemperature,
    BodyWeight,
    GlucoseManagementIndex,
    GlycatedHaemoglobin,
    HeadCircumference,
    HeartRate,
    InterstitialGlucose,
    PainSeverity,
    StepsByDay,
    WaistCircumference,
)
from sandbox.people.population import Population
from sandbox.people.residents import Residents

if TYPE_CHECKING:
    from sandbox.people.persona import Persona
    from sandbox.people.record import Record

TODAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
DIRECTORY = Directory(7, 600)
RESIDENTS = Residents(7, TODAY, 600)
PLAUSIBLE = {
    BodyWeight: (2, 190),
    BodyHeight: (43, 215),
    BodyMassIndex: (11, 48),
    BodyTemperature: (36, 41),
    BloodGlucose: (60, 320),
    InterstitialGlucose: (80, 260),
    GlycatedHaemoglobin: (5, 10),
    GlucoseManagementIndex: (5, 10),
    PainSeverity: (0, 10),
    StepsByDay: (100, 30_000),
    WaistCircumference: (50, 160),
    HeadCircumference: (30, 56),
    HeartRate: (40, 115),
}


@cache
def lives() -> list[tuple[Persona, Record]]:
    """Six hundred people and what befell them."""
    people = [RESIDENTS.person(number) for number in range(600)]
    return [(person, history(person, TODAY, DIRECTORY, number)) for number, person in enumerate(people)]


def test_the_same_person_has_the_same_record() -> None:
    for number in (0, 17, 300):
        assert history(RESIDENTS.person(number), TODAY, DIRECTORY, number) == lives()[number][1]
    assert history(RESIDENTS.person(0), TODAY, Directory(8, 600), 0) != lives()[0][1]


def test_measures_of_every_kind_are_plausible() -> None:
    kinds = {type(one) for _person, record in lives() for one in record.measures}

    assert kinds == {*PLAUSIBLE, BloodPressure}
    for person, record in lives():
        for one in record.measures:
            if isinstance(one, BloodPressure):
                assert 50 <= one.diastolic < one.systolic <= 190, person.id
            else:
                low, high = PLAUSIBLE[type(one)]
                assert low <= one.value <= high, (person.id, one)


def test_nothing_that_has_happened_lies_before_birth_or_in_the_future() -> None:
    for person, record in lives():
        born = date.fromisoformat(person.birthdate)
        moments = [one.taken for one in (*record.measures, *record.imaging)]
        moments += [one.written for one in record.documents]
        moments += [one.prescribed for one in record.prescriptions]
        moments += [one.dispensed for one in record.prescriptions if one.dispensed]
        moments += [message.sent for thread in record.threads for message in thread.messages]
        moments += [one.start for one in record.appointments if one.status in {"kept", "missed"}]
        assert all(moment.tzinfo and born <= moment.date() and moment <= TODAY for moment in moments), person.id
        days = [one.given for one in record.vaccinations] + [one.done for one in record.screenings]
        assert all(born < day < TODAY.date() for day in days), person.id
        assert all(born <= one.since <= TODAY.date() for one in record.conditions)
        assert all(one.start > TODAY - timedelta(hours=1) for one in record.appointments if one.status == "planned")


def test_everything_is_in_order_of_time_and_named_once() -> None:
    names = []
    for _person, record in lives():
        for earlier, later in pairwise(record.measures):
            assert earlier.taken <= later.taken
        for one, other in pairwise(record.documents):
            assert one.written <= other.written
        for booked, following in pairwise(record.appointments):
            assert booked.start < following.start
        named = (record.documents, record.appointments, record.threads, record.prescriptions, record.imaging)
        names += [one.id for group in named for one in group] + [one.id for one in record.vaccinations]

    assert len(set(names)) == len(names) > 5000


def test_what_is_named_exists() -> None:
    for person, record in lives():
        documents = {one.id for one in record.documents}
        about = {one.id for one in (*record.prescriptions, *record.imaging, *record.vaccinations, *record.appointments)}
        professionals = [one.professional for one in (*record.appointments, *record.threads, *record.screenings)]
        professionals += [one.professional for one in record.vaccinations if one.professional]
        professionals += [one.author for one in record.documents if one.author != person.id]
        assert all(DIRECTORY.find(one) for one in professionals), person.id
        assert all(one.report in documents for one in record.imaging), person.id
        assert all(one.replaces in documents for one in record.documents if one.replaces)
        assert all(one.about in about for one in record.documents if one.about), person.id


def test_holders_write_what_is_theirs_and_nothing_else() -> None:
    for person, record in lives():
        for one in record.documents:
            assert (one.author == person.id) == (one.kind in {"advance_directives", "holder_document"})


def test_documents_of_every_kind_and_confidentiality_occur() -> None:
    documents = [one for _person, record in lives() for one in record.documents]

    assert {one.kind for one in documents} == {
        "prescription", "report", "discharge_letter", "biology", "imaging_report", "vaccination", "advance_directives",
        "holder_document",
    }  # fmt: skip
    assert {one.confidentiality for one in documents} >= {"normal", "masked_from_professionals"}
    assert any(one.archived for one in documents)
    assert any(one.replaces for one in documents)
    assert all(one.title and one.sections and all(part.text for part in one.sections) for one in documents)
    assert all(bool(one.analytes) == (one.kind == "biology") for one in documents)


def test_some_results_wait_to_be_announced() -> None:
    many = Residents(3, TODAY, 100_000)
    directory = Directory(3, 100_000)
    records = (history(many.person(number), TODAY, directory, number) for number in range(4000))

    assert any(one.confidentiality == "hidden_from_holder" for record in records for one in record.documents)


def test_stories_fit_age_and_sex() -> None:
    for person, record in lives():
        age = age_on(date.fromisoformat(person.birthdate), TODAY.date())
        if "pregnancy" in record.stories:
            assert person.gender == "female"
            assert 20 <= age <= 42
        assert ("childhood" in record.stories) == (age < 18)
        assert not ({"hypertension", "arthrosis", "heart_failure"} & set(record.stories) and age < 35)
        if any(one.kind == "advance_directives" for one in record.documents):
            assert age >= 60


def test_diabetics_watch_their_glucose_with_its_moment_or_number_of_days() -> None:
    diabetics = [record for _person, record in lives() if "diabetes" in record.stories]

    assert diabetics
    for record in diabetics:
        kinds = [type(one) for one in record.measures]
        assert kinds.count(BloodGlucose) == 20
        assert GlycatedHaemoglobin in kinds
        assert (InterstitialGlucose in kinds) == (GlucoseManagementIndex in kinds)


def test_children_grow_and_are_measured_round_the_head() -> None:
    children = [(person, record) for person, record in lives() if person.relations.guardians]

    assert len(children) > 60
    for person, record in children:
        heights = [one.value for one in record.measures if isinstance(one, BodyHeight)]
        assert heights == sorted(heights), person.id
        heads = [one for one in record.measures if isinstance(one, HeadCircumference)]
        assert all(months_on(date.fromisoformat(person.birthdate), one.taken.date()) <= 36 for one in heads)


def test_a_body_mass_index_is_computed_from_weight_and_height() -> None:
    assert body_mass_index(Decimal("70.0"), Decimal("175.0")) == Decimal("22.9")
    for _person, record in lives():
        weights = {one.taken: one.value for one in record.measures if isinstance(one, BodyWeight)}
        indices = [one for one in record.measures if isinstance(one, BodyMassIndex)]
        assert all(one.taken in weights for one in indices)


def test_nobody_allergic_to_penicillin_is_prescribed_some() -> None:
    allergic = [record for _person, record in lives() if any(one.code == "Z88.0" for one in record.allergies)]

    assert allergic
    lines = [line.atc for record in allergic for one in record.prescriptions for line in one.lines]
    assert lines
    assert "J01CA04" not in lines


def test_people_given_out_to_a_run_keep_their_weights_and_canary() -> None:
    for index in range(40):
        person = Population(7, TODAY, 3).person(index)
        record = history(person, TODAY, Directory(7))
        kept = [one for one in record.measures if isinstance(one, BodyWeight | BloodPressure)]
        assert kept == sorted(person.measures, key=lambda one: one.taken)
        others = [one for one in record.measures if not isinstance(one, BodyWeight | BloodPressure)]
        assert any(isinstance(one, BodyHeight) for one in others)
        assert person.canary["bodyweight"] not in {str(one.value) for one in others}


def test_only_professionals_close_a_thread_and_a_guardian_writes_for_a_minor() -> None:
    for person, record in lives():
        writers = {person.id, *person.relations.guardians}
        for thread in record.threads:
            assert thread.messages[0].sender == thread.professional
            assert {one.sender for one in thread.messages} <= {thread.professional, *writers}
            if person.relations.guardians:
                assert person.id not in {one.sender for one in thread.messages}
            if thread.closed:
                assert thread.messages[-1].sender == thread.professional


@pytest.mark.parametrize("day", [datetime(2028, 2, 29, 23, 59, tzinfo=UTC), datetime(2027, 1, 1, 0, 0, tzinfo=UTC)])
def test_records_are_drawn_on_awkward_days(day: datetime) -> None:
    residents = Residents(9, day, 200)

    for number in range(200):
        record = history(residents.person(number), day, Directory(9, 200), number)
        assert all(one.taken <= day for one in record.measures)
