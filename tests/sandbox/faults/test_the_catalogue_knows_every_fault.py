from __future__ import annotations

import dataclasses

import pytest

from sandbox.faults import catalogue
from sandbox.hooks import HOOK_POINTS


def test_every_fault_is_found_by_its_id_and_usable_as_it_is() -> None:
    assert {
        "state_altered",
        "id_token_alg_none",
        "id_token_wrong_aud",
        "id_token_wrong_nonce",
        "token_endpoint_hang",
        "certificate_expired",
        "search_other_patient",
    } <= set(catalogue.fault_ids())
    for fault_id in catalogue.fault_ids():
        fault = catalogue.load(fault_id)
        assert fault.id == fault_id
        assert dataclasses.is_dataclass(fault)


@pytest.mark.parametrize("fault_id", catalogue.fault_ids())
def test_a_fault_acts_at_one_hook_point_and_is_frozen(fault_id: str) -> None:
    fault = catalogue.load(fault_id)

    assert len(catalogue.hook_points(fault_id)) == 1
    assert set(catalogue.hook_points(fault_id)) <= set(HOOK_POINTS)
    with pytest.raises(dataclasses.FrozenInstanceError):
        fault.id = "other"


def test_an_unknown_fault_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(catalogue.UnknownFaultError, match="did you mean state_altered"):
        catalogue.load("state_alterd")


@pytest.mark.parametrize("name", ["catalogue", "../hooks", "__init__", ""])
def test_what_is_no_fault_is_not_loaded(name: str) -> None:
    with pytest.raises(catalogue.UnknownFaultError):
        catalogue.load(name)


@pytest.mark.parametrize(
    ("fault_id", "params"),
    [
        ("state_altered", {"x": 1}),
        ("token_endpoint_hang", {"seconds": "long"}),
        ("token_endpoint_hang", {"seconds": True}),
        ("certificate_expired", {"listener": "other"}),
        ("id_token_wrong_aud", {"audience": 4}),
    ],
)
def test_a_setting_that_does_not_fit_is_refused(fault_id: str, params: dict[str, object]) -> None:
    with pytest.raises(catalogue.UnknownFaultError):
        catalogue.load(fault_id, params)


def test_settings_are_taken() -> None:
    assert catalogue.load("token_endpoint_hang", {"seconds": 2}).seconds == 2
    assert catalogue.load("certificate_expired", {"listener": "main"}).listener == "main"
