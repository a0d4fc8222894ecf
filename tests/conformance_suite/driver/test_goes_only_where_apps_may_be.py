from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import certifi
import pytest
from builders.browsing import browsing
from builders.scripted_app import ScriptedApp, send

from conformance_suite.driver.answers import NoAnswerError
from conformance_suite.driver.outgoing import Outgoing
from conformance_suite.driver.readiness import Look, look_at
from sandbox.authority import open_authority
from sandbox.egress import Guard

if TYPE_CHECKING:
    from collections.abc import Iterator

NO_FILE = Path("unused")


class NameServer:
    """Knows every name: each question is answered with the next of these addresses, the last for ever."""

    def __init__(self, *addresses: str) -> None:
        self._left = list(addresses)
        self.asked: list[str] = []

    def __call__(self, host: str, port: int, **_: object) -> list[tuple[Any, ...]]:
        self.asked.append(host)
        address = self._left.pop(0) if len(self._left) > 1 else self._left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]


@contextlib.contextmanager
def under_tls(folder: Path, kind: str) -> Iterator[tuple[int, Path]]:
    """A page served with a certificate of this kind, under a private authority: its port, and the authority's file."""
    authority = open_authority(folder)
    authority.server_context(kind)  # type: ignore[arg-type]  # a kind of certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / f"leaf-{kind}.pem")
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    line, _ = server.accept()
                    with line, contextlib.suppress(OSError), context.wrap_socket(line, server_side=True) as tls:
                        tls.recv(65536)
                        send(tls, b"hello")

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1], authority.ca_bundle
        server.shutdown(socket.SHUT_RDWR)
    thread.join()


def test_a_name_that_changes_its_mind_leads_nowhere(app: ScriptedApp) -> None:
    """A name that is public when it is looked at, and then leads into our network, is looked at again (rebinding)."""
    app.page("/a")
    names = NameServer("127.0.0.1", "169.254.169.254")
    told = browsing(app, guard=Guard(allow_loopback=True, resolver=names))
    told.browser.open(Outgoing("GET", f"{app.url}/a"))
    with pytest.raises(NoAnswerError, match="address_refused"):
        told.browser.open(Outgoing("GET", f"{app.url}/a"))

    assert len(app.heard) == 1
    assert [visit["error"] for visit in told.visits()] == [None, "address_refused"]


def test_a_connection_goes_to_the_very_address_that_was_looked_at(app: ScriptedApp) -> None:
    app.page("/a")
    names = NameServer("127.0.0.1", "10.0.0.1")
    browsing(app, guard=Guard(allow_loopback=True, resolver=names)).browser.open(Outgoing("GET", f"{app.url}/a"))

    assert names.asked == ["localhost"]
    assert len(app.heard) == 1


def test_a_redirect_of_the_app_to_itself_is_looked_at_too(app: ScriptedApp) -> None:
    app.redirect("/a", "/b")
    app.page("/b")
    names = NameServer("127.0.0.1", "192.168.1.1")
    with pytest.raises(NoAnswerError, match="address_refused"):
        browsing(app, guard=Guard(allow_loopback=True, resolver=names)).browser.open(Outgoing("GET", f"{app.url}/a"))


@pytest.mark.parametrize(
    "address",
    ["10.0.0.1", "169.254.169.254", "192.168.0.1", "100.64.0.1", "0.0.0.0", "224.0.0.1"],  # noqa: S104
)
def test_an_address_of_somebodys_network_is_never_tried(app: ScriptedApp, address: str) -> None:
    told = browsing(app, guard=Guard(allow_loopback=True, resolver=NameServer(address)))
    with pytest.raises(NoAnswerError, match="address_refused"):
        told.browser.open(Outgoing("GET", f"{app.url}/a"))


def test_where_loopback_is_not_ours_an_app_there_is_refused(app: ScriptedApp) -> None:
    app.page("/a")
    with pytest.raises(NoAnswerError, match="address_refused"):
        browsing(app, guard=Guard()).browser.open(Outgoing("GET", f"{app.url}/a"))
    assert app.heard == []


@pytest.mark.parametrize("host", ["169.254.169.254", "metadata.invalid", "[::ffff:169.254.169.254]", "[fd00:ec2::254]"])
def test_looking_whether_an_app_is_up_is_no_way_around(host: str) -> None:
    assert look_at(f"http://{host}/", NO_FILE).reason in {"address_refused", "refused"}


def test_the_authority_of_the_space_and_those_of_the_machine_are_trusted(tmp_path: Path, app: ScriptedApp) -> None:
    with under_tls(tmp_path, "valid") as (port, ca_bundle):
        url = f"https://localhost:{port}"
        trusting = browsing(app, app_origins=frozenset({url}), ca_bundle=ca_bundle)

        assert trusting.browser.open(Outgoing("GET", f"{url}/")).text == "hello"
        assert look_at(url, ca_bundle) == Look(status=200)
        assert look_at(url, Path(certifi.where())) == Look(reason="bad_certificate")


@pytest.mark.parametrize("kind", ["expired", "wrong_host", "self_signed"])
def test_a_bad_certificate_of_the_app_is_told(tmp_path: Path, app: ScriptedApp, kind: str) -> None:
    with under_tls(tmp_path, kind) as (port, ca_bundle):
        url = f"https://localhost:{port}"
        told = browsing(app, app_origins=frozenset({url}), ca_bundle=ca_bundle)
        with pytest.raises(NoAnswerError, match="bad_certificate"):
            told.browser.open(Outgoing("GET", f"{url}/"))
