from __future__ import annotations

import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import requests
from builders.console import open_console
from builders.pairing import session

from sandbox.client import Sandbox, SandboxError

if TYPE_CHECKING:
    from pathlib import Path

    from builders.console import Opened

    from sandbox.client import Client, Space

pytestmark = pytest.mark.integration


def test_a_link_opens_one_browser_once(opened: Opened, space: Space) -> None:
    link = space.open_console()
    first, second = requests.Session(), requests.Session()

    assert first.get(link, timeout=60).status_code == 200
    assert second.get(link, timeout=60).status_code == 403
    assert second.get(f"{opened.root}/", timeout=60).status_code == 403
    assert first.get(f"{opened.root}/", timeout=60).status_code == 200


def test_two_browsers_have_consoles_of_their_own(opened: Opened, sandbox: Sandbox, space: Space) -> None:
    other = open_console(space, sandbox.ca_bundle)

    assert other.token() != opened.token()
    stolen = other.browser.post(f"{opened.root}/faults/disarm", data={"form_token": opened.token()}, timeout=60)
    assert stolen.status_code == 403


@pytest.mark.parametrize("cookie", ["", "x", "x.y", "é", "." * 3000])
def test_nobody_comes_in_without_a_session(opened: Opened, cookie: str) -> None:
    name = opened.browser.cookies.keys()[0]
    headers = {"Cookie": f"{name}={cookie}".encode()}
    for path in ("/", "/people", "/clients", "/exchanges", "/exchanges/news", "/faults", "/clock", "/acts", "/none"):
        answer = requests.get(opened.root + path, headers=headers, timeout=60)
        assert answer.status_code == 403
        assert opened.space.issuer not in answer.text.partition("<footer>")[0]


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "127.0.0.1.evil.example:{port}", "[::1]"],
)
def test_another_name_of_the_host_gets_nothing(opened: Opened, host: str) -> None:
    port = urlsplit(opened.root).port
    for path in ("/", "/open?token=x", "/static/console.css"):
        answer = opened.browser.get(opened.root + path, headers={"Host": host.format(port=port)}, timeout=60)
        assert (answer.status_code, answer.text) == (403, "This is not a name of this console.\n")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:5000"},  # an app on this host: the same site, another origin
        {"Origin": "null"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_a_post_of_another_origin_changes_nothing(opened: Opened, client: Client, headers: dict[str, str]) -> None:
    form = {"client_id": client.client_id, "form_token": opened.token()}
    answer = opened.browser.post(f"{opened.root}/clients/remove", data=form, headers=headers, timeout=60)

    assert answer.status_code == 403
    assert [one["client_id"] for one in opened.space.clients()] == [client.client_id]


@pytest.mark.parametrize("token", [None, "", "0" * 64, "é"])
def test_a_post_without_the_token_of_our_forms_changes_nothing(
    opened: Opened, client: Client, token: str | None
) -> None:
    form = {"client_id": client.client_id} | ({} if token is None else {"form_token": token})
    answer = opened.browser.post(f"{opened.root}/clients/remove", data=form, timeout=60)

    assert answer.status_code == 403
    assert opened.space.clients()
    for path in ("/reset", "/clock", "/faults", "/links", "/clients", "/people/p-0001/enter", "/acts/unpair"):
        assert opened.browser.post(opened.root + path, data=form, timeout=60).status_code == 403


def test_pages_say_what_they_do_not_need(opened: Opened) -> None:
    answer = opened.browser.get(f"{opened.root}/", timeout=60)
    policy = answer.headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_cookie_is_strict_and_out_of_reach(space: Space) -> None:
    answer = requests.get(space.open_console(), timeout=60)

    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Path=/console" in cookie


def test_a_console_that_is_kept_knows_its_browser_after_a_restart(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    browser = session(tmp_path)
    for _start in range(2):
        with Sandbox.start(seed=5, authority=tmp_path) as sandbox:
            link = sandbox.create_space(mode="strict", space_id="mes").open_console(port=port)
            root = link.partition("/open?")[0]
            if not browser.cookies:
                assert browser.get(f"{root}/", timeout=60).status_code == 403
                browser.get(link, timeout=60)
            assert browser.get(f"{root}/", timeout=60).status_code == 200


def test_a_space_has_no_console_until_one_is_asked_for(sandbox: Sandbox) -> None:
    space = sandbox.create_space()
    person = space.create_persona()
    assert person.name
    answer = session(sandbox.ca_bundle).get(f"{space.issuer}/enter", params={"ticket": "x"}, timeout=60)
    assert answer.status_code == 404

    space.open_console()
    answer = session(sandbox.ca_bundle).get(f"{space.issuer}/enter", params={"ticket": "x"}, timeout=60)
    assert answer.status_code == 400


def test_a_port_that_is_taken_is_told(sandbox: Sandbox) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SandboxError, match="port of the console"):
            sandbox.create_space().open_console(port=taken.getsockname()[1])


def test_hostile_requests_get_an_answer(opened: Opened) -> None:
    port = urlsplit(opened.root).port
    assert port is not None
    for raw in (
        f"GET /console/%00%ff HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode(),
        b"\xff\xfe\r\n\r\n",
        b"TRACE / HTTP/1.1\r\nHost: x\r\n\r\n",
    ):
        with socket.create_connection(("127.0.0.1", port), timeout=60) as peer:
            peer.sendall(raw)
            assert peer.recv(20).startswith(b"HTTP/1.1 4")
    assert opened.page("/")
