from __future__ import annotations

import socket
import ssl
import threading
import warnings
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest

from conformance_suite.driver.line import TO_APPS
from conformance_suite.driver.old_tls import OLD, offer
from conformance_suite.ports import free_port
from sandbox.authority import open_authority

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NEWEST = ssl.TLSVersion.MAXIMUM_SUPPORTED


@pytest.fixture
def pem(tmp_path: Path) -> Path:
    file = tmp_path / "app.pem"
    file.write_text(open_authority(tmp_path / "authority").pem_for_an_app())
    return file


@contextmanager
def serving(context: ssl.SSLContext | None) -> Iterator[str]:
    """A server that shakes one hand after the other; without a context it says something else."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    line, _peer = listener.accept()
                except OSError:
                    return
                with line, suppress(OSError):
                    if context is None:
                        line.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                    else:
                        context.wrap_socket(line, server_side=True).close()

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"https://localhost:{listener.getsockname()[1]}"
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def speaking(pem: Path, lowest: ssl.TLSVersion, highest: ssl.TLSVersion = NEWEST) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version, context.maximum_version = lowest, highest
    return context


@pytest.mark.parametrize(
    ("lowest", "agreed"),
    [
        (ssl.TLSVersion.TLSv1, {"TLSv1", "TLSv1.1"}),
        (ssl.TLSVersion.TLSv1_1, {"TLSv1.1"}),
        (ssl.TLSVersion.TLSv1_2, set()),
        (ssl.TLSVersion.TLSv1_3, set()),
    ],
)
def test_what_a_server_agrees_to_is_told_version_by_version(
    pem: Path, lowest: ssl.TLSVersion, agreed: set[str]
) -> None:
    with serving(speaking(pem, lowest)) as url:
        outcomes = {version: offer(url, version, TO_APPS) for version in OLD}

    assert outcomes == {version: "agreed" if version in agreed else "refused" for version in OLD}


def test_who_speaks_no_tls_agrees_to_none() -> None:
    with serving(None) as url:
        assert offer(url, "TLSv1", TO_APPS) == "refused"


def test_of_a_server_that_is_not_there_nothing_is_known() -> None:
    assert offer(f"https://localhost:{free_port()}", "TLSv1", TO_APPS) == "not_reached"


def test_of_a_server_that_never_answers_nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance_suite.driver.old_tls.PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert offer(f"https://localhost:{silent.getsockname()[1]}", "TLSv1.1", TO_APPS) == "not_reached"


def test_where_openssl_has_no_old_tls_none_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance_suite.driver.old_tls._SPOKEN", {"TLSv1": False})

    assert offer("https://localhost:1", "TLSv1", TO_APPS) == "not_offered"
