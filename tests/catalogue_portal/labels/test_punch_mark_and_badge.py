"""The mark is the same wherever it is drawn; the badge tells its state in words and shape, whatever the app's name."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from builders.labels import ISSUED_AT, label_claims, stored_label
from hypothesis import given
from hypothesis import strategies as st

from catalogue_portal.labels.badge import badge_json, badge_svg
from catalogue_portal.labels.claims import Environment
from catalogue_portal.labels.models import LabelState
from catalogue_portal.labels.punch_mark import PunchMark

SVG = "{http://www.w3.org/2000/svg}"
WORDS = {
    LabelState.VALID: ("Label en vigueur", "Label in force"),
    LabelState.SUSPENDED: ("Label suspendu", "Label suspended"),
    LabelState.WITHDRAWN: ("Label retiré", "Label withdrawn"),
    LabelState.EXPIRED: ("Label échu", "Label expired"),
}


def test_a_mark_never_changes() -> None:
    mark = PunchMark.of("lab_k3v7q2m5x4ab")
    assert mark == PunchMark.of("lab_k3v7q2m5x4ab")
    assert mark.cartouche == 0
    assert mark.struck == ((1, 1), (0, 2), (2, 2), (0, 3), (2, 3), (1, 4), (2, 4))
    assert mark.ticks == (True, True, True, False, False, False, True, True, False)


def test_a_thousand_labels_have_a_thousand_marks() -> None:
    assert len({PunchMark.of(f"lab_{number}").drawing() for number in range(1000)}) == 1000


def test_the_badge_shows_the_very_mark_of_the_certificate() -> None:
    label = stored_label(label_claims())
    drawing = PunchMark.of(label.id).drawing()
    assert drawing in badge_svg(label, LabelState.VALID)
    assert drawing in PunchMark.of(label.id).svg("mark")


@given(st.text())
def test_a_mark_is_small_and_well_formed_for_any_identifier_and_title(text: str) -> None:
    svg = PunchMark.of(text).svg("Poinçon")
    assert len(svg) < 3000
    ET.fromstring(svg)  # noqa: S314 - our own drawing


@pytest.mark.parametrize("state", LabelState)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_badge_names_its_state_for_those_who_see_and_those_who_do_not(state: LabelState, language: str) -> None:
    words = WORDS[state][language == "en"]
    root = ET.fromstring(badge_svg(stored_label(label_claims()), state, language=language))  # noqa: S314
    assert root.get("role") == "img"
    assert words in str(root.get("aria-label"))
    assert words in [element.text for element in root.iter(f"{SVG}text")]


def test_every_state_has_a_shape_of_its_own() -> None:
    label = stored_label(label_claims())
    shapes = set()
    for state in LabelState:
        root = ET.fromstring(badge_svg(label, state))  # noqa: S314
        shapes.add(root.findall(f"{SVG}path")[-1].get("d"))
    assert len(shapes) == len(LabelState)


@given(st.text())
def test_a_badge_is_well_formed_and_says_no_more_than_text_for_any_name(name: str) -> None:
    root = ET.fromstring(badge_svg(stored_label(label_claims(name=name or "x")), LabelState.VALID))  # noqa: S314
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags == {"svg", "title", "rect", "g", "path", "text"}


def test_a_demonstration_badge_says_so() -> None:
    label = stored_label(label_claims(environment=Environment.DEMO))
    assert "démonstration" in badge_svg(label, LabelState.VALID)
    assert "demonstration" in badge_svg(label, LabelState.VALID, language="en")
    assert badge_json(label, LabelState.VALID)["environment"] == "demo"


def test_the_twin_for_machines_has_the_endpoint_format_of_shields() -> None:
    twin = badge_json(stored_label(label_claims()), LabelState.SUSPENDED, language="en")
    assert (twin["schemaVersion"], twin["label"]) == (1, "Poinçon")
    assert twin["message"] == "Label suspended · Carnet d'été 2.4.0 · 2026-1"
    assert twin["state"] == "suspended"


def test_withdrawal_outlasts_expiry_and_expiry_outlasts_suspension() -> None:
    label = stored_label(label_claims())
    late = ISSUED_AT + timedelta(days=366)
    states = {}
    for state in ("valid", "suspended", "withdrawn"):
        label.state = state
        states[state] = (label.state_at(ISSUED_AT).value, label.state_at(late).value)
    assert states == {
        "valid": ("valid", "expired"),
        "suspended": ("suspended", "expired"),
        "withdrawn": ("withdrawn", "withdrawn"),
    }
