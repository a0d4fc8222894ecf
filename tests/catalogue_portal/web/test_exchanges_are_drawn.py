"""A recorded episode becomes strokes and a drawing; what was wrong is found by the protocol and marked in its place."""

from __future__ import annotations

import base64
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest
from builders.run_directories import write_run

from catalogue_portal.runs.discrepancies import discrepancies
from catalogue_portal.runs.message_text import sides
from catalogue_portal.runs.recording import Episode, Happening, Message, control_of, read_episodes, told_of_case
from catalogue_portal.runs.sequence_diagram import draw
from catalogue_portal.runs.strokes import strokes
from conformance_suite.verdicts import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture(scope="module")
def episodes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Episode, ...]:
    folder = tmp_path_factory.mktemp("run")
    write_run(folder, verdicts={"IDT-21": Verdict.FAIL, "AREQ-03": Verdict.FAIL})
    return read_episodes(folder / "episodes.jsonl")


@pytest.fixture(autouse=True)
def english(site: Flask) -> Iterator[None]:
    """Drawings speak the language of the page."""
    with site.test_request_context(headers=ENGLISH):
        yield


def told(episodes: tuple[Episode, ...], case: str) -> tuple[Episode, Episode | None]:
    episode = told_of_case(episodes, case)
    assert episode is not None
    return episode, control_of(episodes, episode)


@pytest.mark.parametrize(
    ("case", "where", "received"),
    [
        ("IDT-21", "ID token, claim nonce", "a-nonce-nobody-sent"),
        ("IDT-16", "ID token, claim aud", "another-app"),
        ("ARSP-02", "parameter state of the callback", "state-of-somebody-else"),
        ("AREQ-03", "parameter code_challenge of the authorization request", "nothing"),
        ("TOK-05", "the answer as a whole", "nothing for 12.0 s, then the connection ended"),
        ("TLS-01", "certificate of the token endpoint", "expired"),
    ],
)
def test_wrong_place_is_found_with_what_was_expected(
    case: str, where: str, received: str, episodes: tuple[Episode, ...]
) -> None:
    found = discrepancies(*told(episodes, case))
    assert (found[0].where, found[0].received) == (where, received)
    assert all(one.expected != one.received for one in found)


def test_only_the_app_is_blamed_for_what_the_app_said(episodes: tuple[Episode, ...]) -> None:
    assert [one.by_the_app for one in discrepancies(*told(episodes, "AREQ-03"))] == [True]
    assert [one.by_the_app for one in discrepancies(*told(episodes, "IDT-21"))] == [False]


def test_honest_episode_has_nothing_wrong(episodes: tuple[Episode, ...]) -> None:
    control = next(episode for episode in episodes if episode.role == "control_first")
    assert discrepancies(control, control) == ()


def test_fault_that_no_rule_knows_is_still_marked(episodes: tuple[Episode, ...]) -> None:
    episode, _control = told(episodes, "IDT-16")
    without_control = discrepancies(episode, None)
    assert without_control, "the audience is held against the request itself"


def test_strokes_stand_in_the_order_of_time(episodes: tuple[Episode, ...]) -> None:
    episode, _control = told(episodes, "IDT-21")
    drawn = strokes(episode, wrong={}, pointed=())
    answered: set[str] = set()
    for stroke in drawn:
        if stroke.kind == "answer":
            answered.add(stroke.happening.id)
        elif stroke.kind == "request":
            assert stroke.happening.id not in answered
    assert sum(stroke.kind == "request" for stroke in drawn) == len(answered)


def test_wrong_answer_is_marked_and_not_its_request(episodes: tuple[Episode, ...]) -> None:
    episode, control = told(episodes, "IDT-21")
    wrong = {one.happening: one.by_the_app for one in discrepancies(episode, control)}
    assert [stroke.kind for stroke in strokes(episode, wrong=wrong, pointed=()) if stroke.wrong] == ["answer"]


def test_wrong_request_is_marked_and_not_its_answer(episodes: tuple[Episode, ...]) -> None:
    episode, control = told(episodes, "AREQ-03")
    wrong = {one.happening: one.by_the_app for one in discrepancies(episode, control)}
    assert [stroke.kind for stroke in strokes(episode, wrong=wrong, pointed=()) if stroke.wrong] == ["request"]


@pytest.mark.parametrize("case", ["IDT-21", "TOK-05", "TLS-01", "AREQ-03"])
def test_drawing_is_wellformed_and_named(case: str, episodes: tuple[Episode, ...]) -> None:
    episode, _control = told(episodes, case)
    drawing = draw(strokes(episode, wrong={}, pointed=()), title="<Title> & more", description="what is drawn")
    picture = ET.fromstring(str(drawing))  # noqa: S314 - we have just drawn it
    assert picture.find("title").text == "<Title> & more"  # type: ignore[union-attr]
    assert picture.get("role") == "img"
    assert "style=" not in drawing, "the policy of our pages forbids style attributes"


def test_wrong_bytes_are_marked_in_the_text(episodes: tuple[Episode, ...]) -> None:
    episode, _control = told(episodes, "IDT-21")
    exchange = next(episode.exchanges("token"))
    marked = "".join(side.marked(["a-nonce-nobody-sent"]) for side in sides(exchange))
    assert "<mark>a-nonce-nobody-sent</mark>" in marked


def test_text_of_a_message_is_escaped(tmp_path: Path, episodes: tuple[Episode, ...]) -> None:
    del tmp_path
    episode, _control = told(episodes, "IDT-21")
    visit = next(one for one in episode.happenings if one.kind == "visit" and one.response and one.response.text)
    assert "&lt;h1&gt;Carnet" in "".join(side.marked(()) for side in sides(visit))


def test_lines_that_cannot_be_read_are_left_out(tmp_path: Path) -> None:
    write_run(tmp_path)
    path = tmp_path / "episodes.jsonl"
    whole = len(read_episodes(path))
    path.write_text(path.read_text(encoding="utf-8") + '{"half a li', encoding="utf-8")
    assert len(read_episodes(path)) == whole


def test_replay_is_told_rather_than_the_first_playing(episodes: tuple[Episode, ...]) -> None:
    episode, _control = told(episodes, "IDT-21")
    again = Episode("e-99", "IDT-21", "replay", "i-1", "sign_in", "", (), ())
    assert told_of_case((*episodes, again), "IDT-21") is again
    assert told_of_case(episodes, "IDT-21") is episode


CLAIMS = base64.urlsafe_b64encode(b'{"response_type": "code", "state": "s-1"}').decode()


@pytest.mark.parametrize("form", ["response_type=code&state=s-1", f"client_id=a&request=e30.{CLAIMS}.s"])
def test_what_an_app_pushed_is_held_against_what_comes_back(form: str) -> None:
    def message(url: str = "", text: str | None = None) -> Message:
        return Message(url=url, text=text)

    def happening(number: str, endpoint: str, request: Message, **facts: str) -> Happening:
        return Happening(number, "exchange", "app", "space", 1.0, 2.0, request, endpoint=endpoint, facts=facts)

    pushed = happening("p-1", "pushed_authorization_request", message(text=form))
    brought = happening("a-1", "authorize", message("https://space/authorize?request_uri=urn:x"), pushed="p-1")
    back = Happening(
        *("v-1", "visit", "person", "app", 3.0, 4.0),
        message("http://app/cb?code=c&state=s-2"),
        facts={"callback": True},
    )
    episode = Episode("e", "AREQ-14", "case", "i", "sign_in", "p", (), (pushed, brought, back))

    assert [(one.happening, one.expected) for one in discrepancies(episode, None)] == [
        ("p-1", "a challenge, method S256"),
        ("v-1", "s-1"),
    ]
