from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from builders.prescriptions import Patient, patient_with, resources
from builders.records import reader

from sandbox.fhir.validation.resource import validate
from sandbox.oidc.acts import UnknownActError

if TYPE_CHECKING:
    from builders.spaces import Bench


@pytest.fixture
def patient(bench: Bench) -> Patient:
    return patient_with(bench)


def statuses(patient: Patient, number: str) -> list[str]:
    found = sorted(patient.lines(("group-identifier", number)), key=lambda one: one["id"])
    return [one["status"] for one in found]


def test_what_is_dispensed_changes_at_once_for_all_apps(patient: Patient) -> None:
    second = Patient(patient.bench, patient.persona, reader(patient.bench, patient.persona))
    number = patient.prescribed()
    assert statuses(second, number) == ["active", "active"]

    assert patient.act("pharmacist_dispenses", prescription=number, lines=[1]) == 1

    for app in (patient, second):
        assert statuses(app, number) == ["completed", "active"]
        [dispense] = resources(app.get("MedicationDispense", ("prescription", f"MedicationRequest/{number}.1")))
        assert dispense["status"] == "completed"
        assert [issue for issue in validate(dispense, ()) if issue.severity == "error"] == []


def test_a_line_is_dispensed_once(patient: Patient) -> None:
    number = patient.prescribed()

    assert patient.act("pharmacist_dispenses", prescription=number) == 2
    assert patient.act("pharmacist_dispenses", prescription=number) == 0

    assert len(resources(patient.get("MedicationDispense", ("prescription", f"{number}.1")))) == 1


def test_of_pharmacies_at_once_one_dispenses(patient: Patient) -> None:
    number = patient.prescribed()

    with ThreadPoolExecutor(6) as pool:
        acts = [pool.submit(patient.act, "pharmacist_dispenses", prescription=number) for _ in range(6)]
        changed = [act.result(timeout=60) for act in acts]

    assert sorted(map(int, map(str, changed))) == [0, 0, 0, 0, 0, 2]


def test_reading_goes_on_while_pharmacies_dispense(patient: Patient) -> None:
    numbers = [patient.prescribed() for _ in range(4)]

    with ThreadPoolExecutor(8) as pool:
        acts = [pool.submit(patient.act, "pharmacist_dispenses", prescription=number) for number in numbers]
        reads = [pool.submit(patient.lines) for _ in range(12)]
        assert [act.result(timeout=60) for act in acts] == [2, 2, 2, 2]
        assert all(read.result(timeout=60) for read in reads)

    assert {status for number in numbers for status in statuses(patient, number)} == {"completed"}


def test_the_earlier_version_can_still_be_read(patient: Patient) -> None:
    number = patient.prescribed()
    patient.act("pharmacist_dispenses", prescription=number)

    now, before = (patient.get(f"MedicationRequest/{number}.1{path}").json for path in ("", "/_history/1"))

    assert (before["status"], now["status"]) == ("active", "completed")
    assert (before["meta"]["versionId"], now["meta"]["versionId"]) == ("1", "2")


def test_withdrawing_cancels_what_nobody_fetched_and_stops_the_rest(patient: Patient) -> None:
    untouched, begun = patient.prescribed(), patient.prescribed()
    patient.act("pharmacist_dispenses", prescription=begun, lines=[1])

    assert patient.act("prescriber_withdraws", prescription=untouched) == 2
    assert patient.act("prescriber_withdraws", prescription=begun) == 1

    assert statuses(patient, untouched) == ["cancelled", "cancelled"]
    assert statuses(patient, begun) == ["completed", "stopped"]
    assert patient.act("pharmacist_dispenses", prescription=begun) == 0


def test_without_a_number_it_is_the_latest_with_anything_left(patient: Patient) -> None:
    first = patient.prescribed()
    patient.bench.clock.advance(120)
    second = patient.prescribed()

    assert patient.act("pharmacist_dispenses") == 2
    assert (statuses(patient, first)[0], statuses(patient, second)[0]) == ("active", "completed")
    assert patient.act("pharmacist_dispenses") == 2
    assert statuses(patient, first)[0] == "completed"


@pytest.mark.parametrize(
    "parameters",
    [{"prescription": "1"}, {"prescription": 1}, *({"lines": lines} for lines in ([9], [0], ["1"], 1, [True], {}))],
)
def test_an_act_that_cannot_be_done_says_why_and_changes_nothing(patient: Patient, parameters: dict[str, Any]) -> None:
    number = patient.prescribed()

    with pytest.raises(UnknownActError):
        patient.act("pharmacist_dispenses", **{"prescription": number, **parameters})

    assert statuses(patient, number) == ["active", "active"]


def test_nobody_dispenses_another_persons_prescription(bench: Bench) -> None:
    one, other = patient_with(bench), patient_with(bench)
    number = other.prescribed()

    with pytest.raises(UnknownActError):
        one.act("pharmacist_dispenses", prescription=number)

    assert statuses(other, number) == ["active", "active"]
