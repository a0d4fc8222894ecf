from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from builders.episodes import episode, exchange, visit

from conformance_suite import controls, records
from conformance_suite.events import ActDone, Exchange, JourneyEnd, ProbeReading, Response, Visit
from conformance_suite.verdicts import Failure, Inconclusive, NotApplicable, Spoken

if TYPE_CHECKING:
    from collections.abc import Callable

ARMED = ActDone("arm_faults", 20.0)
WORDS = "C'est une autre"
SCRIPT = "<script>poinconMarkup()</script>"


def key(act: Callable[[], None], kind: type[Spoken] = Failure) -> str:
    with pytest.raises(kind) as caught:
        act()
    return str(caught.value.key)


def seen(text: str, *headers: tuple[str, str], asked_by: str = "document", at: float = 30.0) -> Visit:
    """An answer of the app to a page that was opened, or to a script."""
    one = visit(started=at, answered=at + 1, text=text)
    request = replace(one.request, headers=(("Sec-Fetch-Dest", asked_by),))
    return replace(one, request=request, response=Response(200, headers, text))


def test_the_words_of_another_resource_are_found_on_a_page_however_they_are_written() -> None:
    records.assert_read_as_asked(episode(ARMED, seen("Un document")), WORDS)
    records.assert_read_as_asked(episode(ARMED, seen(WORDS, at=5.0)), WORDS)
    for text in (WORDS, "<p>C&#x27;est une autre</p>"):
        one = episode(ARMED, seen(text))
        assert key(lambda one=one: records.assert_read_as_asked(one, WORDS)) == "other_resource_shown"  # type: ignore[misc]  # bound


def test_what_a_script_alone_was_given_leaves_open_what_the_page_showed() -> None:
    given = seen(WORDS, asked_by="empty")
    assert key(lambda: records.assert_content_as_announced(episode(ARMED, given), WORDS), Inconclusive) == (
        "given_to_a_script"
    )
    shown = episode(ARMED, given, seen(WORDS, at=31.0))
    assert key(lambda: records.assert_content_as_announced(shown, WORDS)) == "other_content_handed_out"


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "application/xhtml+xml; charset=utf-8", ""])
def test_content_that_a_browser_would_run_is_alive(kind: str) -> None:
    headers = (("Content-Type", kind),) if kind else ()
    one = episode(ARMED, seen(SCRIPT, *headers))
    assert key(lambda: records.assert_content_does_not_run(one)) == "content_alive"


@pytest.mark.parametrize(
    "headers",
    [
        (("Content-Type", "application/pdf"),),
        (("Content-Type", "text/html"), ("Content-Disposition", 'Attachment; filename="d"')),
        (("Content-Type", "text/html"), ("Content-Security-Policy", "sandbox")),
        (("Content-Type", "text/html"), ("Content-Security-Policy", "sandbox allow-forms; default-src *")),
        (("Content-Type", "text/html"), ("Content-Security-Policy", "default-src 'self'")),
    ],
)
def test_content_that_is_contained_does_not_run(headers: tuple[tuple[str, str], ...]) -> None:
    records.assert_content_does_not_run(episode(ARMED, seen(SCRIPT, *headers)))
    records.assert_content_does_not_run(episode(ARMED, seen("&lt;script&gt;poinconMarkup()", *headers)))


@pytest.mark.parametrize("policy", ["sandbox allow-scripts", "frame-ancestors 'none'", "default-src 'unsafe-inline'"])
def test_a_policy_that_lets_scripts_run_contains_nothing(policy: str) -> None:
    one = episode(ARMED, seen(SCRIPT, ("Content-Type", "text/html"), ("Content-Security-Policy", policy)))
    assert key(lambda: records.assert_content_does_not_run(one)) == "content_alive"


@pytest.mark.parametrize(
    ("use", "called"),
    [
        ("documents_read", True),
        ("documents_read:Binary/read", True),
        ("documents_read:Binary/search-type", False),
        ("documents_read:List/read", False),
    ],
)
def test_a_use_may_name_type_and_interaction(use: str, *, called: bool) -> None:
    read = exchange("documents_read", facts={"resource_type": "Binary", "interaction": "read"})
    before = ProbeReading("baseline", signed_in=False, names_seen=(), visit=None, t=1.0)
    probes = [before, replace(before, when="after_login", signed_in=True)]
    honest = episode(JourneyEnd("login", "done", None, 1.0, 2.0), *probes)

    assert controls.never_calls([honest], [use], episode(read)) == (None if called else use)


MESSAGE = "https://space/api/messages/fhir/Communication/m-1"


def put(
    at: float = 30.0, *headers: tuple[str, str], method: str = "PUT", url: str = MESSAGE, refused: bool = True
) -> Exchange:
    faults = ("update_conflict",) if refused else ()
    one = exchange("messages_write", received=at, method=method, url=url, id=f"x-{at}", faults=faults)
    return replace(one, request=replace(one.request, headers=headers))


def test_a_replacement_names_a_version_and_other_writes_need_not() -> None:
    version = ("if-match", 'W/"1"')
    records.assert_replacements_name_versions(episode(put(30.0, version), put(method="PATCH"), put(method="POST")))
    blind = episode(put(30.0, version), put(31.0))
    assert key(lambda: records.assert_replacements_name_versions(blind)) == "replaced_without_version"
    for nothing in (episode(), episode(put(method="POST")), episode(put(url=f"{MESSAGE}?identifier=1"))):
        act = lambda nothing=nothing: records.assert_replacements_name_versions(nothing)  # noqa: E731 - bound
        assert key(act, NotApplicable) == "replaces_nothing"  # type: ignore[arg-type]  # bound


def test_what_was_refused_is_read_before_it_is_sent_again() -> None:
    read = exchange("messages_read", received=32.0)
    act = lambda *events: records.assert_read_before_changed_again(episode(*events), "update_conflict")  # noqa: E731 - short
    act(put(31.0))
    act(put(31.0), read, put(33.0, method="PATCH"))
    act(put(31.0), put(33.0, url=MESSAGE.replace("m-1", "m-2")))
    assert key(lambda: act(put(31.0), put(33.0))) == "changed_again_unread"
    assert key(lambda: act(put(31.0), put(31.5, method="PATCH"), read)) == "changed_again_unread"
    assert key(lambda: act(put(31.0, refused=False)), NotApplicable) == "changes_nothing"
