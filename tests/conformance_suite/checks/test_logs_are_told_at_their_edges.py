"""What an app wrote while it ran: which lines of it a judge sees, and which of these are held against it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from builders.episodes import RECORD, episode, exchange

from conformance_suite import app_log, leaks
from conformance_suite.verdicts import Failure, Inconclusive, NotApplicable

if TYPE_CHECKING:
    from pathlib import Path

    from conformance_suite.episode import Run

TOKEN = "§access_token:00000000000000aa:43:b64url§"
CODE = "§code:00000000000000cc:43:b64url§"
SIGNATURE = "§jwt:00000000000000dd:86:b64url§"
INS = "279035121518989"  # the test identity of the registry's own documentation
PEM = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIB\nAAAA\n-----END EC PRIVATE KEY-----"


def searched(folder: Path, text: str, *, scrub: str = "") -> app_log.AppLog:
    """What is kept of a log with that text, `scrub` being a secret that stands for the access token."""
    (folder / "i-1.log").write_text(text, encoding="utf-8")
    told = app_log.read_log(folder / "i-1.log", lambda one: one.replace(scrub, TOKEN) if scrub else one)
    return app_log.of_event({"instance": "i-1", **told})


def run_with(log: app_log.AppLog | None, *events: object, target: str = "command") -> Run:
    """A run in which these exchanges happened, and an app wrote that."""
    run = episode(*events).run
    run.record = replace(RECORD, target=target)
    run.app_logs += [log] if log else []
    return run


def test_a_line_is_kept_with_its_number_and_the_words_around_its_secret(tmp_path: Path) -> None:
    log = searched(tmp_path, f"up\n\n{'a' * 200} got s3cr3t-of-mine {'b' * 200}\n", scrub="s3cr3t-of-mine")
    (line,) = log.lines
    assert (line.number, line.kind, line.secret) == (3, "access_token", "00000000000000aa")
    assert line.text == f"{'a' * 75} got {TOKEN} {'b' * 79}"
    assert (log.instance, log.written, log.cut) == ("i-1", True, False)


def test_a_secret_is_told_once_and_what_is_none_is_not(tmp_path: Path) -> None:
    log = searched(tmp_path, f"{TOKEN}\n{TOKEN}\nGET /callback?code={CODE}&state=§state:00000000000000ee:24:b64url§\n")
    assert [line.number for line in log.lines] == [1]


@pytest.mark.parametrize(
    ("text", "written"), [("", False), (" \n", False), ("up", True)], ids=["nothing", "blank", "something"]
)
def test_whether_anything_was_written_is_told(tmp_path: Path, text: str, written: bool) -> None:  # noqa: FBT001 - a case
    assert searched(tmp_path, text).written is written


def test_a_log_that_is_not_there_was_not_written_to(tmp_path: Path) -> None:
    told = app_log.read_log(tmp_path / "none.log", str)
    assert told == {"kind": "app_log", "written": False, "cut": False, "found": []}


def test_a_log_too_long_is_cut_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_log, "LONGEST_READ", 10)
    assert searched(tmp_path, "0123456789").cut is False
    assert searched(tmp_path, "0123456789\n").cut is True


def test_lines_are_counted_from_piece_to_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_log, "_PIECE", 4)
    assert [line.number for line in searched(tmp_path, f"one\ntwo\nthree\n{TOKEN}\nfive").lines] == [4]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"patient {INS} read", ["ins"]),
        (f"patient {INS[:-1]}8 read", []),  # another key
        (f"{INS}0", []),
        (f"order-{INS}-1", ["ins"]),
        ('{"kty": "EC", "crv": "P-256", "d": "' + "x" * 43 + '"}', ["private_key"]),
        ('{"d": "' + "x" * 43 + '"}', []),
        ("-----BEGIN PRIVATE KEY-----", ["private_key"]),
        ("-----BEGIN ENCRYPTED PRIVATE KEY-----", []),
        ("-----BEGIN PUBLIC KEY-----", []),
    ],
)
def test_what_the_space_does_not_know_is_told_by_its_shape(tmp_path: Path, text: str, found: list[str]) -> None:
    log = searched(tmp_path, text)
    assert [line.kind for line in log.lines] == found
    assert not any(INS in line.text or "x" * 30 in line.text for line in log.lines)


def test_the_corsican_departments_have_keys_of_their_own(tmp_path: Path) -> None:
    for department, stands_for in (("2A", "19"), ("2B", "18")):
        body = f"18501{department}050123"
        key = 97 - int(body.replace(department, stands_for)) % 97
        assert [line.kind for line in searched(tmp_path, f"{body}{key:02d}").lines] == ["ins"]


def test_private_keys_leave_nothing_but_their_lines() -> None:
    assert app_log.muted(f"a\n{PEM}\nb") == "a\n-----BEGIN EC PRIVATE KEY-----\n\n\n-----END EC PRIVATE KEY-----\nb"
    assert app_log.muted("-----BEGIN PRIVATE KEY-----\nMHcC") == "-----BEGIN PRIVATE KEY-----\n"
    assert app_log.muted("'d': '" + "y" * 43 + "'") == "'d': '§'"


def test_a_secret_that_the_space_gave_is_held_against_the_app(tmp_path: Path) -> None:
    run = run_with(searched(tmp_path, f"up\nBearer {TOKEN}"), exchange(id="x-7", text=f'{{"access_token": "{TOKEN}"}}'))
    with pytest.raises(Failure, match="secret_in_log") as caught:
        leaks.assert_no_secret_in_log(run)
    assert caught.value.exchanges == ("x-7",)
    assert caught.value.values == {
        "what": "access_token",
        "file": "instances/i-1.log",
        "line": "2",
        "text": f"Bearer {TOKEN}",
    }


def test_what_only_a_fault_brought_may_be_written_down(tmp_path: Path) -> None:
    bent = exchange(text=TOKEN, faults=("token_response_altered",))
    leaks.assert_no_secret_in_log(run_with(searched(tmp_path, TOKEN), bent))


def test_of_signed_tokens_id_tokens_count(tmp_path: Path) -> None:
    log = searched(tmp_path, f"eyJ.eyJ.{SIGNATURE}")
    said = f'{{"id_token": "eyJ.eyJ.{SIGNATURE}"}}'
    leaks.assert_no_secret_in_log(run_with(log, exchange("measures_read", text=said)))  # a JWT of another kind
    with pytest.raises(Failure) as caught:
        leaks.assert_no_secret_in_log(run_with(log, exchange(text=said)))
    assert caught.value.values["what"] == "id_token"


def test_an_ins_counts_if_it_came_from_the_space(tmp_path: Path) -> None:
    log = searched(tmp_path, f"patient {INS}")
    leaks.assert_no_secret_in_log(run_with(log, exchange("measures_read", text="patient")))
    with pytest.raises(Failure) as caught:
        leaks.assert_no_secret_in_log(run_with(log, exchange("documents_read", id="x-9", text=f'"value": "{INS}"')))
    assert (caught.value.exchanges, caught.value.values["what"]) == (("x-9",), "ins")
    assert caught.value.values["text"] == "patient 279…89"


def test_a_private_key_is_the_apps_own_wherever_it_came_from(tmp_path: Path) -> None:
    with pytest.raises(Failure) as caught:
        leaks.assert_no_secret_in_log(run_with(searched(tmp_path, PEM), exchange()))
    assert (caught.value.exchanges, caught.value.values["what"]) == ((), "private_key")


def test_secrets_in_headers_and_addresses_are_known_too(tmp_path: Path) -> None:
    log = searched(tmp_path, TOKEN)
    for event in (
        exchange(url=f"https://space/x?a={TOKEN}"),
        exchange(form=f"token={TOKEN}"),
        replace(exchange(), request=replace(exchange().request, headers=(("Authorization", f"Bearer {TOKEN}"),))),
    ):
        with pytest.raises(Failure):
            leaks.assert_no_secret_in_log(run_with(log, event))


def test_what_was_not_seen_is_not_passed_over(tmp_path: Path) -> None:
    log = searched(tmp_path, "up")
    leaks.assert_no_secret_in_log(run_with(log))
    with pytest.raises(NotApplicable, match="log_out_of_reach"):
        leaks.assert_no_secret_in_log(run_with(None, target="url"))
    with pytest.raises(NotApplicable, match="log_empty"):
        leaks.assert_no_secret_in_log(run_with(replace(log, written=False)))
    with pytest.raises(Inconclusive, match="log_not_read"):
        leaks.assert_no_secret_in_log(run_with(None))
    with pytest.raises(Inconclusive, match="log_too_long"):
        leaks.assert_no_secret_in_log(run_with(replace(log, cut=True)))
