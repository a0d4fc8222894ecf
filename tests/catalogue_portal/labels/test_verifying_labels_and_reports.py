"""What `poincon verify` finds, whom it trusts, and the exit code that pipelines read."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from builders.agreed_app import DECIDER, AgreedApp, agreed_app
from builders.clocks import StillClock
from builders.tokens import b64, claims_of
from click.testing import CliRunner
from joserfc.jwk import ECKey

from catalogue_portal.keys import SigningKey
from catalogue_portal.labels import service
from catalogue_portal.labels.claims import LABEL
from catalogue_portal.labels.models import Label, LabelState
from catalogue_portal.labels.status_list_token import STATUS_LIST
from catalogue_portal.labels.trust import WELL_KNOWN
from catalogue_portal.labels.verifying import verify_command
from catalogue_portal.runs.signature import REPORT

if TYPE_CHECKING:
    from pathlib import Path

SITE = "https://portal.example"


@dataclass
class Stranger:
    """Somebody with the command, a network that leads to one portal, and nothing else."""

    world: AgreedApp
    folder: Path
    label: Label
    lies: dict[str, bytes] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)
    cut_off: bool = False

    def fetch(self, url: str) -> bytes:
        self.fetched.append(url)
        if self.cut_off:
            raise OSError("no network")
        if url in self.lies:
            return self.lies[url]
        path = url.removeprefix(self.world.context.settings.public_url)
        answer = self.world.portal.test_client().get(path)
        if answer.status_code != 200:
            raise OSError(f"answers {answer.status_code}")
        return answer.get_data()

    def verify(self, *arguments: str) -> tuple[int, str]:
        known = str(self.folder / "known")
        done = CliRunner().invoke(verify_command(self.fetch), [*arguments, "--known-issuers", known])
        return done.exit_code, done.output

    def file(self, content: str | bytes | None = None, name: str = "label.jwt") -> str:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else (content or self.label.compact).encode())
        return str(path)

    def trust_file(self) -> str:
        return self.file(self.fetch(self.label.claims.issuer + WELL_KNOWN), "trust.json")

    def change(self, state: LabelState) -> None:
        with self.world.context.database.writing() as session:
            service.set_status(session, DECIDER, self.label.id, state, reason="x")


def stranger_at(folder: Path, **choices: Any) -> Stranger:  # noqa: ANN401
    world = agreed_app(folder / "data", **choices)
    return Stranger(world, folder, world.issue_label())


@pytest.fixture
def stranger(tmp_path: Path) -> Stranger:
    return stranger_at(tmp_path, demo=False, public_url=SITE, target="image")


@pytest.fixture
def demo(tmp_path: Path) -> Stranger:
    return stranger_at(tmp_path, demo=True, public_url="http://localhost:8080")


def test_a_label_in_force_is_told_whole_and_exits_0(stranger: Stranger) -> None:
    code, said = stranger.verify(stranger.file(), "--issuer", SITE)
    assert code == 0
    assert said.startswith("genuine, in force\n")
    for word in ("Carnet de tension 2.4.0 (web)", "2026-1", "prevention", "measures: read, write", "pod", SITE):
        assert word in said
    assert "DEMONSTRATION" not in said


@pytest.mark.parametrize(
    ("state", "words"), [(LabelState.SUSPENDED, "genuine, SUSPENDED"), (LabelState.WITHDRAWN, "genuine, WITHDRAWN")]
)
def test_a_label_that_is_not_in_force_exits_1(stranger: Stranger, state: LabelState, words: str) -> None:
    stranger.change(state)
    code, said = stranger.verify(stranger.file(), "--issuer", SITE)
    assert (code, said.splitlines()[0]) == (1, words)


def test_an_expired_label_exits_1_without_asking_for_its_status(tmp_path: Path) -> None:
    clock = StillClock()
    clock.advance(timedelta(days=-3000))
    stranger = stranger_at(tmp_path, clock=clock, demo=False, public_url=SITE)
    code, said = stranger.verify(stranger.file(), "--issuer", SITE)
    assert code == 1
    assert said.startswith("genuine, EXPIRED")
    assert not any("status-lists" in url for url in stranger.fetched)


def test_offline_a_genuine_label_has_an_unknown_status_and_exits_3(stranger: Stranger) -> None:
    trust = stranger.trust_file()
    stranger.fetched.clear()
    code, said = stranger.verify(stranger.file(), "--trust", trust, "--offline")
    assert code == 3
    assert said.startswith("genuine, status unknown")
    assert stranger.fetched == []


def test_without_network_the_keys_of_the_last_time_still_tell_a_genuine_label(stranger: Stranger) -> None:
    stranger.verify(stranger.file(), "--issuer", SITE)
    stranger.cut_off = True
    code, said = stranger.verify(stranger.file(), "--issuer", SITE)
    assert code == 3
    assert "genuine, status unknown" in said


def test_a_key_newer_than_the_last_time_is_not_called_a_forgery(stranger: Stranger) -> None:
    stranger.verify(stranger.file(), "--issuer", SITE)
    stranger.cut_off = True
    newer = SigningKey(LABEL, ECKey.generate_key("P-256")).sign(claims_of(stranger.label.compact))
    code, said = stranger.verify(stranger.file(newer), "--issuer", SITE)
    assert code == 3
    assert "signed, not verified" in said


def test_a_demonstration_label_says_so(demo: Stranger) -> None:
    code, said = demo.verify(demo.file(), "--issuer", "http://localhost:8080/demo")
    assert code == 0
    assert "This is a DEMONSTRATION" in said


def test_an_issuer_elsewhere_is_not_trusted_because_a_label_names_it(stranger: Stranger) -> None:
    code, said = stranger.verify(stranger.file())
    assert code == 3
    assert said.startswith("signed, not verified")
    assert f"--issuer {SITE}" in said
    assert stranger.fetched == []


@pytest.mark.parametrize(
    "named",
    [
        "http://localhost/\ud83d",
        "\x1b[2K\x1b[1Agenuine, IN FORCE",
        "https://portal.example\r\n",
        "https://\u202eelpmaxe.latrop",
        7,
        None,
    ],
)
def test_a_label_cannot_write_on_the_terminal_by_the_issuer_that_it_names(stranger: Stranger, named: object) -> None:
    code, said = stranger.verify(stranger.file(_altered(stranger.label.compact, iss=named)))
    assert code == 3
    assert "names no issuer" in said
    assert said.strip().isprintable()
    assert stranger.fetched == []


def test_an_issuer_on_this_machine_is_trusted_without_saying(demo: Stranger) -> None:
    assert demo.verify(demo.file())[0] == 0


def test_the_site_that_is_asked_is_trusted_for_its_own_labels(stranger: Stranger) -> None:
    assert stranger.verify(f"{SITE}/labels/{stranger.label.id}/label.jwt")[0] == 0


def test_another_site_that_serves_the_label_is_not(stranger: Stranger) -> None:
    place = "https://elsewhere.example/label.jwt"
    stranger.lies[place] = stranger.label.compact.encode()
    assert stranger.verify(place)[0] == 3


Forge = Callable[[Stranger], str]
FORGERIES: dict[str, Forge] = {
    "another key": lambda one: SigningKey(LABEL, ECKey.generate_key("P-256")).sign(claims_of(one.label.compact)),
    "the status list's key": lambda one: one.world.context.keys.key(STATUS_LIST).sign(claims_of(one.label.compact)),
    "a longer life": lambda one: _altered(one.label.compact, exp=4_000_000_000),
    "production from a demonstration": lambda one: _altered(one.label.compact, environment="demo"),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_exits_1(stranger: Stranger, name: str) -> None:
    code, said = stranger.verify(stranger.file(FORGERIES[name](stranger)), "--issuer", SITE)
    assert code == 1
    assert said.startswith("NOT GENUINE")


def test_a_label_of_the_right_key_for_the_wrong_environment_is_a_forgery(stranger: Stranger) -> None:
    claims = claims_of(stranger.label.compact) | {"environment": "demo"}
    compact = stranger.world.context.keys.key(LABEL).sign(claims)
    code, said = stranger.verify(stranger.file(compact), "--issuer", SITE)
    assert (code, "production labels only" in said) == (1, True)


def test_a_label_of_another_issuer_is_not_that_of_the_trusted_one(stranger: Stranger, tmp_path: Path) -> None:
    other = stranger_at(tmp_path / "other", demo=False, public_url="https://other.example")
    assert stranger.verify(stranger.file(other.label.compact), "--issuer", SITE)[0] == 1


@pytest.mark.parametrize("lie", [b"", b"a.b.c", b"\xff"])
def test_a_status_list_that_cannot_be_believed_leaves_the_status_unknown(stranger: Stranger, lie: bytes) -> None:
    stranger.lies[f"{SITE}/status-lists/1"] = lie
    code, said = stranger.verify(stranger.file(), "--issuer", SITE)
    assert code == 3
    assert said.startswith("genuine, status unknown")


def test_the_result_is_there_as_json_for_programs(stranger: Stranger) -> None:
    code, said = stranger.verify(stranger.file(), "--issuer", SITE, "--json")
    told = json.loads(said)
    assert (code, told["finding"], told["environment"]) == (0, "in_force", "production")
    assert told["claims"]["jti"] == stranger.label.id


REPORT_TEXT = json.dumps({"schema": "poincon/report/1", "verdict": "conformant", "padding": "x" * 300_000}).encode()


def test_a_local_report_is_called_unsigned_and_exits_3(stranger: Stranger) -> None:
    code, said = stranger.verify(stranger.file(REPORT_TEXT, "report.json"))
    assert code == 3
    assert said.startswith("unsigned")


def test_a_report_of_a_platform_run_is_genuine_to_the_byte(stranger: Stranger) -> None:
    place = stranger.file(REPORT_TEXT, "report.json")
    stranger.file(stranger.world.context.keys.key(REPORT).sign_detached(REPORT_TEXT), "report.json.jws")
    assert stranger.verify(place, "--issuer", SITE)[0] == 0
    stranger.file(REPORT_TEXT.replace(b"conformant", b"CONFORMANT"), "report.json")
    code, said = stranger.verify(place, "--issuer", SITE)
    assert code == 1
    assert said.startswith("NOT GENUINE")


def test_a_signed_report_without_a_trusted_issuer_is_not_called_genuine(stranger: Stranger) -> None:
    place = stranger.file(REPORT_TEXT, "report.json")
    stranger.file(stranger.world.context.keys.key(REPORT).sign_detached(REPORT_TEXT), "report.json.jws")
    code, said = stranger.verify(place)
    assert code == 3
    assert said.startswith("signed, not verified")


def test_a_label_key_signs_no_report(stranger: Stranger) -> None:
    place = stranger.file(REPORT_TEXT, "report.json")
    stranger.file(stranger.world.context.keys.key(LABEL).sign_detached(REPORT_TEXT), "report.json.jws")
    assert stranger.verify(place, "--issuer", SITE)[0] == 1


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"a.b.c", b"\xff\xfe", b"[" * 100_000, b'{"schema": "other"}', b"{", b"\x00" * 4096]
)
def test_what_is_neither_label_nor_report_is_a_usage_error(stranger: Stranger, content: bytes) -> None:
    code, said = stranger.verify(stranger.file(content, "thing"), "--issuer", SITE)
    assert code == 2
    assert "neither a label" in said


@pytest.mark.parametrize("place", [".", "/", "/dev/zero", "a\0b", "nowhere", "pipe"])
def test_what_is_no_file_is_a_usage_error_and_is_not_waited_for(
    stranger: Stranger, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(stranger.folder)
    os.mkfifo("pipe")

    code, said = stranger.verify(place)

    assert code == 2
    assert "is not a file" in said or "cannot be read" in said


def test_usage_errors_exit_2(stranger: Stranger) -> None:
    place, trust = stranger.file(), stranger.trust_file()
    assert stranger.verify(str(stranger.folder / "missing"))[0] == 2
    assert stranger.verify(str(stranger.folder))[0] == 2
    assert stranger.verify(place, "--issuer", SITE, "--trust", trust)[0] == 2
    assert stranger.verify(place, "--trust", stranger.file(b"{}", "empty.json"))[0] == 2
    stranger.lies["https://liar.example" + WELL_KNOWN] = stranger.fetch(SITE + WELL_KNOWN)
    assert stranger.verify(place, "--issuer", "https://liar.example")[0] == 2


def test_a_url_that_cannot_be_fetched_exits_3(stranger: Stranger) -> None:
    assert stranger.verify(f"{SITE}/labels/lab_unknownunkno/label.jwt")[0] == 3
    assert stranger.verify(f"{SITE}/labels/{stranger.label.id}/label.jwt", "--offline")[0] == 3


def test_a_folder_that_cannot_be_written_is_no_obstacle(stranger: Stranger) -> None:
    place = stranger.file()
    blocked = stranger.file(b"", "blocked")
    done = CliRunner().invoke(
        verify_command(stranger.fetch), [place, "--issuer", SITE, "--known-issuers", f"{blocked}/below"]
    )
    assert done.exit_code == 0, done.output


def _altered(compact: str, **changes: object) -> str:
    header, _, signature = compact.split(".")
    return f"{header}.{b64(json.dumps(claims_of(compact) | changes).encode())}.{signature}"
