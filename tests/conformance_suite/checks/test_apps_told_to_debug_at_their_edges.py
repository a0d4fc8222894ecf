"""An app told to debug: what it has to show before it is judged, by what it is judged, and who else hears of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from builders.episodes import exchange, handshake, told
from builders.paper_apps import PaperRun, case_of

from conformance_suite import transcript
from conformance_suite.app_log import KIND
from conformance_suite.case import catalogue
from conformance_suite.debugging import DEBUGGING
from conformance_suite.events import JourneyEnd, ProbeReading
from conformance_suite.scripts.returning import sign_in_twice
from conformance_suite.weighing import assert_works_when_debugging, weigh
from conformance_suite.wrong_tls import assert_refuses_the_server_when_debugging

if TYPE_CHECKING:
    from pathlib import Path

    from conformance_suite.episode import Episode

TOLD_TO_DEBUG = next(case for case in catalogue() if case.id == "TLS-14")


def probe(when: str, *, signed_in: bool | None) -> ProbeReading:
    return ProbeReading(when, signed_in, (), f"v-{when}", 12.0)


BEFORE = probe("baseline", signed_in=False)
LOGIN = JourneyEnd("login", "done", None, 9.0, 11.0)
SIGNED_IN = (BEFORE, LOGIN, probe("after_login", signed_in=True))
REFUSED = (probe("after_return", signed_in=False), probe("after", signed_in=False))


def works(one: Episode) -> None:
    one.start = "ready"
    assert_works_when_debugging(one)


def test_who_signs_people_in_by_tokens_of_the_space_is_judged() -> None:
    assert told(works, *SIGNED_IN, exchange("token")) == ("pass", ())


@pytest.mark.parametrize(
    "events",
    [
        (BEFORE, LOGIN, probe("after_login", signed_in=False), exchange("token")),
        (BEFORE, JourneyEnd("login", "failed", "timeout", 9.0, 11.0), exchange("token")),
        (*SIGNED_IN, exchange("token", status=400)),
        (*SIGNED_IN, exchange("authorize")),
        (*SIGNED_IN, probe("baseline", signed_in=True), exchange("token")),
    ],
    ids=["nobody", "not_to_the_end", "tokens_refused", "no_tokens", "somebody_else_before_them"],
)
def test_who_signs_nobody_in_so_has_done_nothing_wrong(events: tuple[object, ...]) -> None:
    assert told(works, *events)[0] == "no_sign_in_when_debugging"


def test_who_does_not_come_up_so_has_done_nothing_wrong_but_a_lost_port_is_played_again() -> None:
    def started(how: str) -> str:
        def begun(one: Episode) -> None:
            one.start = how
            assert_works_when_debugging(one)

        return told(begun)[0]

    assert started("not_ready") == "not_up_when_debugging"
    assert started("port_lost") == "pass"


def test_a_request_under_the_unknown_root_fails_and_nobody_signed_in_passes() -> None:
    judge = assert_refuses_the_server_when_debugging
    unknown = handshake("completed", certificate="unknown_root")
    sent = exchange("token", id="x-9")

    assert told(judge, *REFUSED, unknown, sent) == ("unverified_when_debugging", ("x-9",))
    assert told(judge, *REFUSED, handshake(certificate="unknown_root")) == ("pass", ())
    assert told(judge, *REFUSED, unknown, exchange("token", connection="c-2")) == ("pass", ())
    assert told(judge, probe("after_return", signed_in=True), REFUSED[1])[0] == "session_open"
    assert told(judge, REFUSED[0], probe("after", signed_in=None))[0] == "session_unreadable"


def test_no_other_case_hears_of_its_plays_nor_of_its_log(tmp_path: Path) -> None:
    run = PaperRun()
    run.play_case(case_of("IDT-21"))
    opened = [event for event in run.transcript.events if event["kind"] == "episode"]
    played = next(event for event in opened if event["case"] == "IDT-21")
    played["play"] = {**played["play"], "debugging": True}
    played["instance"] = "i-9"
    for instance in ("i-1", "i-9"):
        run.transcript.emit(KIND, None, instance=instance, written=True, cut=False, found=[])

    read = transcript.load(run.transcript.write(tmp_path))

    assert [one.id for one in read.debugging] == [played["episode"]]
    assert played["episode"] not in {one.id for one in read.episodes}
    assert [one.id for one in read.of_case("IDT-21")] == [played["episode"]]
    assert read.find(str(played["episode"])) is read.debugging[0]
    assert {visit.id for visit in read.debugging[0].visits} <= read.moments.keys()
    assert read.debugging[0].visits
    assert [log.instance for log in read.app_logs] == ["i-1"]


def test_without_a_control_an_app_of_no_use_to_debug_is_not_excused(tmp_path: Path) -> None:
    run = PaperRun()
    run.play_case(case_of("IDT-21"))
    one = transcript.load(run.transcript.write(tmp_path)).of_case("IDT-21")[0]
    one.start = "not_ready"

    assert weigh(TOLD_TO_DEBUG, TOLD_TO_DEBUG.judge, one).verdict == "inconclusive"


def test_its_control_is_two_plain_sign_ins() -> None:
    assert TOLD_TO_DEBUG.play.control().steps == sign_in_twice().steps
    assert not TOLD_TO_DEBUG.play.control().debugging


def test_the_environment_sets_no_switch_that_an_app_could_not_overrule() -> None:
    platforms = {"NODE_TLS_REJECT_UNAUTHORIZED", "PYTHONHTTPSVERIFY", "PERL_LWP_SSL_VERIFY_HOSTNAME", "NODE_OPTIONS"}
    ours = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "GIT_SSL")

    assert platforms.isdisjoint(DEBUGGING)
    assert not [name for name in DEBUGGING if name.startswith((*ours, "MES_", "PYTHONH", "NODE_TLS"))]
    assert all(re.fullmatch(r"[A-Z_]+", name) and re.fullmatch(r"\w+", value) for name, value in DEBUGGING.items())
