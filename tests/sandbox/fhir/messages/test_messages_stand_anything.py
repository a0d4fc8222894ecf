from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from builders.messages import BASE, Mailbox, attachment, mailbox
from builders.spaces import Bench
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.fhir.store import FhirStore
from sandbox.oidc.acts import UnknownActError

LEAVES = st.none() | st.booleans() | st.integers(-5, 10**6) | st.floats(allow_nan=False) | st.text(max_size=12)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["reference", "identifier", "system", "value", "code", "coding", "contentAttachment",
                         "contentString", "contentType", "data", "url", "extension", "x"]), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
MEMBERS = st.sampled_from(
    ["status", "category", "subject", "sender", "recipient", "sent", "received", "topic", "partOf", "inResponseTo",
     "payload", "identifier", "extension", "meta", "text", "contained", "language", "id", "resourceType"]
)  # fmt: skip
NAMES = ["thread", "sent", "sender", "recipient.identifier", "part-of", "status", "_sort", "_include", "_count",
         "_summary", "patient.identifier", "sender:Practitioner.name", "_elements", "identifier:not", "x"]  # fmt: skip

_BOX: list[Mailbox] = []


def shared() -> Mailbox:
    """One mailbox for all examples: pairing takes longer than what is tried."""
    if not _BOX:
        _BOX.append(mailbox(Bench()))
    return _BOX[0]


def state(box: Mailbox) -> list[Any]:
    database = box.bench.space.part(FhirStore)._database
    return list(database.execute("SELECT type, id, version FROM resource ORDER BY type, id"))


@settings(max_examples=150, deadline=None)
@given(members=st.dictionaries(MEMBERS, ANYTHING, min_size=1, max_size=4))
def test_no_body_breaks_the_space(members: dict[str, Any]) -> None:
    box = shared()
    thread = box.opened()
    before = state(box)

    answer = box.send({**box.answer(thread), **members})

    assert answer.status_code in {201, 400, 403, 409, 413, 422}, answer.text
    if answer.status_code != 201:
        assert answer.json["resourceType"] == "OperationOutcome"
        assert state(box) == before


@settings(max_examples=100, deadline=None)
@given(members=st.dictionaries(MEMBERS, ANYTHING, min_size=1, max_size=4))
def test_no_update_changes_what_was_said(members: dict[str, Any]) -> None:
    box = shared()
    thread = box.opened()
    message, before = box.read(thread), state(box)

    answer = box.call("PUT", f"Communication/{thread}", {**message, **members})

    assert answer.status_code in {200, 400, 403, 409, 422}, answer.text
    after = box.read(thread)
    assert {**after, "meta": 0, "status": 0, "received": 0} == {**message, "meta": 0, "status": 0, "received": 0}
    if answer.status_code != 200:
        assert state(box) == before


@settings(max_examples=100, deadline=None)
@given(query=st.lists(st.tuples(st.sampled_from(NAMES), st.text(max_size=20)), max_size=4))
def test_no_query_breaks_the_space(query: list[tuple[str, str]]) -> None:
    box = shared()
    before = state(box)

    answer = box.bench.get(f"{BASE}/Communication", query_string=query, headers=box.paired.headers)

    assert answer.status_code in {200, 400, 403}, answer.text
    assert state(box) == before


def test_answers_at_once_are_all_kept(box: Mailbox) -> None:
    thread = box.opened()
    payload = [{"contentString": "a"}, {"contentAttachment": attachment()}]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: box.send(box.answer(thread, payload=payload)).status_code, range(24)))

    assert answers == [201] * 24
    assert len(box.found(thread=thread)) == 25


def test_a_receipt_given_by_two_apps_at_once_is_given_once(box: Mailbox) -> None:
    thread = box.opened()
    moments = [f"{box.bench.clock.today().isoformat()[:19]}.{number:03}Z" for number in range(100, 108)]
    box.bench.clock.advance(1)
    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(lambda moment: box.mark_read(thread, moment).status_code, moments))

    assert answers == [200, *[409] * 7]
    assert box.read(thread)["meta"]["versionId"] == "2"


def test_nothing_is_kept_after_the_closing(box: Mailbox) -> None:
    thread = box.opened()

    def act(number: int) -> int:
        if number == 5:
            box.act("professional_closes_thread", thread=thread)
        with contextlib.suppress(UnknownActError):
            box.act("professional_writes", thread=thread, text="Encore")
        return box.send(box.answer(thread)).status_code

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(act, range(12)))

    assert set(answers) <= {201, 409}
    (closing,) = (one for one in box.read(thread)["extension"] if one["url"].endswith("thread-closing"))
    at = closing["extension"][1]["valueDateTime"]
    assert all(one["meta"]["lastUpdated"] <= at for one in box.found(thread=thread))
    assert box.send(box.answer(thread)).status_code == 409
