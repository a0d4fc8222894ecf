from pathlib import Path

from builders.paper_apps import PaperRun, case_of
from builders.transcripts import mark

from conformance_suite import transcript
from conformance_suite.secrets_seen import SecretMark, identity_of, mark_of


def test_a_connection_is_known_by_the_exchange_it_came_after(tmp_path: Path) -> None:
    run = PaperRun()
    run.play_case(case_of("IDT-21"))
    for event in run.transcript.events:
        if event["kind"] == "connection":
            event["episode"] = None
    read = transcript.load(run.transcript.write(tmp_path))
    assert all(len(one.connections) == len(one.all_exchanges) for one in read.episodes)


def test_events_of_nobody_and_of_unknown_kinds_are_left_aside(tmp_path: Path) -> None:
    run = PaperRun()
    run.play_case(case_of("IDT-21"))
    run.transcript.emit("exchange", None, id="x-900", endpoint="token")
    run.transcript.emit("aurora", "e-1", colour="green")
    run.transcript.emit("visit", "e-77", id="v-900")
    read = transcript.load(run.transcript.write(tmp_path))
    assert [one.id for one in read.episodes] == ["e-1", "e-2", "e-3"]
    assert "x-900" not in read.moments


def test_a_screen_is_tied_to_the_last_request_that_led_to_it(tmp_path: Path) -> None:
    run = PaperRun()
    run.play_case(case_of("IDT-21"))
    seen = {"journey": "read_measures", "browser": "b-9"}
    for number, started in ((1, 100.0), (2, 101.0)):
        run.transcript.emit("visit", "e-1", id=f"v-90{number}", started=started, answered=started, **seen)
    run.transcript.emit("visit", "e-1", id="v-903", started=102.0, answered=102.0, journey="login", browser="b-9")
    run.transcript.emit("screen", "e-1", t=103.0, words="Bonjour", elements=["img"], type="text/html", **seen)
    run.transcript.emit("screen", "e-1", t=104.0, words="Au revoir", **seen)
    read = transcript.load(run.transcript.write(tmp_path)).episodes[0]
    first, second = read.screens_of("read_measures")
    assert (first.words, first.elements, first.kind, first.visit) == ("Bonjour", ("img",), "text/html", "v-902")
    assert second.visit is None
    assert {one.id: one.screen for one in read.visits if one.browser == "b-9"} == {
        "v-901": None,
        "v-902": first,
        "v-903": None,
    }


def test_play_time_is_from_the_opening_to_the_end(tmp_path: Path) -> None:
    run = PaperRun()
    run.play_case(case_of("IDT-21"))
    opened = {event["episode"]: event["t"] for event in run.transcript.events if event["kind"] == "episode"}
    ended = {event["episode"]: event["settled"] for event in run.transcript.events if event["kind"] == "episode_end"}
    read = transcript.load(run.transcript.write(tmp_path))
    for one in read.episodes:
        assert one.duration_ms == round(1000 * (ended[one.id] - opened[one.id]))


def test_marks_of_secrets_are_read() -> None:
    text = f"code={mark('code', 'ab12', 43, 'unreserved')}&x=1"
    assert mark_of(text) == SecretMark("code", "ab12", 43, "unreserved")
    assert mark_of("nothing") is None
    assert mark_of(None) is None


def test_secrets_are_told_apart_marked_or_plain() -> None:
    assert identity_of(mark("code", "ab12", 43)) == identity_of(mark("code", "ab12", 44))
    assert identity_of(mark("code", "ab12")) != identity_of(mark("code", "ab13"))
    assert identity_of("plain") == "plain"
    assert identity_of(None) is None
