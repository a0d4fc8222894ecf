from __future__ import annotations

import threading
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest
import requests
from builders.waiting import until

from conformance_suite.guide.board import Board, Choice, Mark, Task
from conformance_suite.guide.page import Subject, linked, render
from conformance_suite.guide.server import MOST, GuideServer
from conformance_suite.guide.words import words
from doctrine.model import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WORDS = Bilingual(fr="Ouvrez <b> https://localhost:1/login.", en="Open <b> https://localhost:1/login.")
TASK = Task(
    words("label_login"),
    (WORDS,),
    words("journey_done"),
    (Choice("done", words("done")), Choice("cannot", words("cannot"))),
    (Mark(words("mark_authorize"), seen=True), Mark(words("mark_token"))),
    ((words("password"), "a&b"),),
)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[GuideServer]:
    bundle = tmp_path / "ca.pem"
    bundle.write_text("the authority")
    with GuideServer(Board(), Subject("Carnet & co", bundle)) as running:
        yield running
        running.board.finish()
        requests.get(running.url, timeout=60)  # somebody saw that it is over: nobody is waited for


@pytest.fixture
def asked(server: GuideServer) -> Iterator[list[str]]:
    """Somebody who waits for an answer; the answers."""
    answers: list[str] = []
    board, stopped = server.board, threading.Event()
    board.begin((words("label_start"), words("label_login")), app_url="https://localhost:1", again=False)

    def ask() -> None:
        while not stopped.is_set() and not answers:
            answers.append(board.ask(TASK, at=1, look=lambda: (TASK.marks, None), stopped=lambda: False))

    thread = threading.Thread(target=ask)
    thread.start()
    until(lambda: board.sheet.task is not None)
    yield answers
    stopped.set()
    board.answer(board.sheet.number, "done")
    thread.join()


def post(server: GuideServer, *, number: int | None = None, **headers: str) -> requests.Response:
    form = {"number": str(server.board.sheet.number if number is None else number), "choice": "done"}
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.post(urljoin(server.url, "answer?lang=fr"), form, headers=sent, allow_redirects=False, timeout=60)


def test_an_answer_comes_back_to_the_page(server: GuideServer, asked: list[str]) -> None:
    answer = post(server, Origin=server.url.rsplit("/", 2)[0], Sec_Fetch_Site="same-origin")

    assert (answer.status_code, answer.headers["Location"]) == (303, "./?lang=fr")
    until(lambda: asked == ["done"])


def test_a_second_tab_is_told_that_it_comes_late(server: GuideServer, asked: list[str]) -> None:
    number = server.board.sheet.number
    post(server)
    late = post(server, number=number)

    assert late.headers["Location"] == "./?lang=fr&late=1"
    page = requests.get(urljoin(server.url, late.headers["Location"]), timeout=60).text
    assert words("late").fr in page
    assert asked == ["done"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
)
def test_a_form_of_another_page_is_refused(server: GuideServer, asked: list[str], headers: dict[str, str]) -> None:
    assert post(server, **headers).status_code == 403
    assert not asked


def test_another_name_of_the_host_is_nobodys(server: GuideServer) -> None:
    for host in ("attacker.example", f"attacker.example:{server.port}", "127.0.0.1"):
        assert requests.get(server.url, headers={"Host": host}, timeout=60).status_code == 404
    assert requests.get(server.url, headers={"Host": f"localhost:{server.port}"}, timeout=60).status_code == 200


@pytest.mark.parametrize("path", ["/", "/wrong/", "/wrong/version", "/%00/", "/é/"])
def test_without_the_key_there_is_nothing(server: GuideServer, path: str) -> None:
    answer = requests.get(f"http://127.0.0.1:{server.port}{path}", timeout=60)

    assert answer.status_code == 404
    assert "Carnet" not in answer.text


def test_what_is_not_the_pages_own_is_not_served(server: GuideServer) -> None:
    for name in ("../words.yaml", "templates/guide.html", "guide.py", "ca.key"):
        assert requests.get(server.url + name, timeout=60).status_code == 404
    assert requests.get(server.url + "ca.pem", timeout=60).text == "the authority"
    too_much = requests.post(server.url + "answer", "a" * (MOST + 1), timeout=60)
    assert too_much.status_code == 413


def test_it_listens_on_loopback_only_and_tells_nobody_its_address(server: GuideServer) -> None:
    assert server._server.server_address[0] == "127.0.0.1"
    assert len(server.token) >= 32
    headers = requests.get(server.url, timeout=60).headers
    assert headers["Referrer-Policy"] == "same-origin"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_says_everything_in_its_language(server: GuideServer, asked: list[str], language: str) -> None:
    page = requests.get(f"{server.url}?lang={language}", timeout=60).text

    assert f'<html lang="{language}">' in page
    for key in ("label_login", "journey_done", "cannot", "mark_token", "before", "steps", "step_now"):
        assert words(key)[language] in page
    assert "Carnet &amp; co" in page
    assert "a&amp;b" in page
    assert not asked


def test_the_language_is_the_browsers_own_until_it_is_chosen(server: GuideServer) -> None:
    for wanted, language in (("fr-FR,fr;q=0.9", "fr"), ("de,en", "en")):
        page = requests.get(server.url, headers={"Accept-Language": wanted}, timeout=60).text
        assert f'<html lang="{language}">' in page


def test_addresses_are_links_and_nothing_else_is_markup() -> None:
    link = '<a href="https://localhost:1/login" target="_blank" rel="noreferrer">https://localhost:1/login</a>'

    assert linked(WORDS.en) == f"Open &lt;b&gt; {link}."


def test_a_page_without_anything_to_do_says_so() -> None:
    board = Board()
    assert words("wait").en in render(board.sheet, Subject("Carnet", None), "en")
    board.finish()
    assert words("over").fr in render(board.sheet, Subject("Carnet", None), "fr")


def test_who_is_being_told_that_it_is_over_is_told_before_the_server_goes() -> None:
    guide = GuideServer(Board(), Subject("Carnet", None)).__enter__()
    guide.board.finish()
    going = threading.Thread(target=guide.__exit__)
    waited: list[bool] = []

    def send(_page: str) -> None:
        going.start()
        going.join(0.3)
        waited.append(going.is_alive())

    guide.show("en", send, late=False)

    going.join()
    assert waited == [True]
