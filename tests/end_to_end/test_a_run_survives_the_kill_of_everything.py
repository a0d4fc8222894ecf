"""The real portal with the real suite: all that serves is killed in mid-run; after a restart the run finishes."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from builders.checking import COMMAND
from builders.reference_apps import APPS
from builders.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.integration
CONFORMANT = APPS / "conformant"
NOUNS = ("accounts", "publishers", "apps", "runs")
PERSON = {"email": "publisher@example.org", "password": "assay-office-of-tests"}


class Api:
    """The portal's API, as a program of a publisher uses it."""

    def __init__(self, port: int) -> None:
        self.root = f"http://127.0.0.1:{port}/api/v1"
        self.secret = ""

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:  # noqa: ANN401 - whatever JSON says
        headers = {"Content-Type": "application/json"} | (
            {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        )
        content = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.root + path, content, headers)  # noqa: S310 - loopback
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - loopback
            return json.loads(answer.read())

    def answers(self) -> bool:
        """Tell whether the portal is up."""
        try:
            self.ask("/me")
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True


@contextmanager
def served(data: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    arguments = ("--port", str(port), "--data", str(data), "--demo", "--demo-folder", str(CONFORMANT))
    with (data.parent / "serve.log").open("ab") as log:
        process = subprocess.Popen([COMMAND, "serve", *arguments], stdout=log, stderr=log)
    try:
        until(Api(port).answers, within=60)
        yield process
    finally:
        process.kill()
        process.wait()


def test_a_run_of_the_real_suite_finishes_once(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    api = Api(port)
    with served(tmp_path / "data", port) as process:
        run = request_run(api)
        until(lambda: api.ask(f"/runs/{run}")["done"] >= 2, within=60)
        process.send_signal(signal.SIGKILL)
    with served(tmp_path / "data", port):
        ended = until(lambda: (now := api.ask(f"/runs/{run}"))["state"] == "finished" and now, within=120)
        events = every_event(api, run)

    assert (ended["verdict"], ended["scope"], ended["attempt"]) == ("conformant", "smoke", 2)
    kinds = [event["kind"] for event in events if event["kind"] != "progress"]
    assert kinds == ["queued", "started", "interrupted", "started", "finished"]
    command = [COMMAND, "audit", "verify", "--demo", "--data", str(tmp_path / "data")]
    verified = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (verified.returncode, verified.stdout.splitlines()[-1]) == (0, "intact")


def every_event(api: Api, run: str) -> list[dict[str, Any]]:
    """The events of a run, one page after the other."""
    events: list[dict[str, Any]] = []
    while page := api.ask(f"/runs/{run}/events?after={events[-1]['number'] if events else 0}"):
        events += page
    return events


def request_run(api: Api) -> str:
    api.ask("/accounts", PERSON | {"display_name": "Publisher"})
    scopes = [f"{noun}:{way}" for noun in NOUNS for way in ("read", "write")]
    api.secret = api.ask("/tokens", PERSON | {"name": "test", "scopes": scopes})["secret"]
    api.ask("/organisations", {"name": "Exemple Santé", "registration_number": "1" * 14})
    app = api.ask("/apps", {"name": "Carnet témoin", "kind": "web"})["id"]
    release = api.ask(f"/apps/{app}/releases", {"folder": str(CONFORMANT)})["id"]
    return str(api.ask(f"/releases/{release}/runs", {"profile": "smoke"})["id"])
