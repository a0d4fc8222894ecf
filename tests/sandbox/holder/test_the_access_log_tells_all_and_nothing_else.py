"""The access log against random plays: what was done by whom is known, and the log must say exactly that."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from builders.families import Family, family
from builders.my_pages import Visitor, journalled, visitor
from builders.spaces import Bench, Paired
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.desk import SpaceDesk
from sandbox.holder.access_log import accesses
from sandbox.people.people import People

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from sandbox.json_value import JsonObject
    from sandbox.people.persona import Persona

Told = tuple[str, str | None, str, str, str, str]  # by, who, what, way, right, outcome


@dataclass
class Recorded(Bench):
    """A space whose exchanges are journalled as the wire would, but for their bytes."""

    def call(self, method: str, url: str, browser: Any = None, **options: Any) -> TestResponse:  # noqa: ANN401 - passed on
        answer = super().call(method, url, browser, **options)
        fields: JsonObject = {
            "by": "space",
            "endpoint": self.exchange.endpoint,
            "facts": dict(self.exchange.facts),
            "response": {"status": answer.status_code},
        }
        self.space.journal.record("exchange", fields)
        return answer


@dataclass
class Play:
    """Two holders with an app each, one with a helper; `expected` is what the log of each must tell."""

    bench: Recorded
    kin: Family
    apps: list[Paired]
    holders: list[Visitor]
    helper: Visitor
    expected: dict[str, list[Told]] = field(default_factory=dict)

    def tell(self, holder: Persona, *told: str | None) -> None:
        self.expected[holder.id].append(told)  # type: ignore[arg-type]

    def read_measures(self, place: int) -> None:
        app = self.apps[place]
        status = app.everything().status_code
        self.tell(app.persona, "app", app.client.client_id, "measures", "read", "consent", _passed(status))

    def write_nonsense(self, place: int) -> None:
        app = self.apps[place]
        status = app.write({}).status_code
        outcome = "refused" if status in {401, 403} else "failed"
        self.tell(app.persona, "app", app.client.client_id, "measures", "write", "consent", outcome)

    def read_without_id_token(self, place: int) -> None:
        app = self.apps[place]
        headers = {"Authorization": app.headers["Authorization"]}
        assert self.bench.get("/api/documents/fhir/DocumentReference", headers=headers).status_code in {400, 401}
        self.tell(app.persona, "app", app.client.client_id, "documents", "read", "consent", "refused")

    def userinfo(self, place: int) -> None:
        app = self.apps[place]
        status = self.bench.get("/oauth2/userinfo", headers=app.headers).status_code
        self.tell(app.persona, "app", app.client.client_id, "identity", "read", "consent", _passed(status))

    def refresh(self, place: int) -> None:
        app = self.apps[place]
        answer = app.refresh()
        if answer.status_code == 200:
            app.answer.update(answer.json)
        outcome = "given" if answer.status_code == 200 else "refused"
        self.tell(app.persona, "app", app.client.client_id, "identity", "read", "consent", outcome)

    def look(self, place: int) -> None:
        holder = self.holders[place]
        assert holder.get("/documents").status_code == 200
        self.tell(holder.persona, "holder", holder.persona.id, "documents", "read", "self", "given")

    def hide_nothing(self, place: int) -> None:
        holder = self.holders[place]
        assert holder.post("/documents", document="x", do="hide").status_code == 303
        self.tell(holder.persona, "holder", holder.persona.id, "documents", "write", "self", "given")

    def helper_looks(self, _place: int) -> None:
        assert self.helper.get("/measures").status_code == 200
        self.tell(self.holders[0].persona, "relative", self.helper.persona.id, "measures", "read", "delegate", "given")

    def professional_writes(self, place: int) -> None:
        self._act("write_document", place, title="Compte rendu")
        self.tell(self.holders[place].persona, "professional", None, "documents", "write", "allowed", "given")

    def emergency(self, place: int) -> None:
        self._act("open_in_emergency", place, professional="pro-44-nurse-0000", reason="Malaise")
        who = "pro-44-nurse-0000"
        self.tell(self.holders[place].persona, "professional", who, "record", "read", "emergency", "given")

    def withdraw(self, place: int) -> None:
        self._act("withdraw_consent", place, family="measures", direction="read")

    def restore(self, place: int) -> None:
        self._act("restore_consent", place, family="measures", direction="read")

    def expire(self, place: int) -> None:
        self._act("expire_access_token", place)

    def nobody(self, _place: int) -> None:
        """Things that touch nobody's data."""
        self.bench.get("/.well-known/openid-configuration")
        self.bench.get("/api/mesures/fhir/metadata")
        self.bench.get("/oauth2/userinfo", headers={"Authorization": "Bearer unknown"})
        self.holders[0].get("/professionals")
        self.bench.space.journal.record("exchange", {"by": "app", "endpoint": "measures_read", "facts": {}})

    def _act(self, name: str, place: int, **parameters: str) -> None:
        parameters["persona"] = self.holders[place].persona.id
        SpaceDesk().act(self.bench.space, None, name, parameters)


STEPS = (
    *("read_measures", "write_nonsense", "read_without_id_token", "userinfo", "refresh", "look", "hide_nothing"),
    *("helper_looks", "professional_writes", "emergency", "withdraw", "restore", "expire", "nobody"),
)


def _passed(status: int) -> str:
    return {200: "given", 401: "refused", 403: "refused"}[status]


@pytest.fixture(scope="module")
def play() -> Play:
    bench = Recorded()
    journalled(bench)
    bench.space.part(People).settle(60)
    kin = family(bench)
    apps = [bench.pair(persona=kin.stranger), bench.pair()]
    holders = [visitor(bench, one.persona) for one in apps]
    SpaceDesk().act(bench.space, None, "name_delegate", {"persona": kin.stranger.id, "delegate": kin.father.id})
    helper = visitor(bench, kin.father)
    helper.do("/acting-for", holder=kin.stranger.id)
    return Play(bench, kin, apps, holders, helper)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 1)), max_size=12))
def test_the_log_of_a_person_is_what_was_done_to_their_data(play: Play, steps: list[tuple[str, int]]) -> None:
    before = len(play.bench.space.journal.read())
    play.expected = {one.persona.id: [] for one in play.holders}

    for name, place in steps:
        getattr(play, name)(place)

    events = play.bench.space.journal.read()[before:]
    for persona_id, expected in play.expected.items():
        found = accesses(events, persona_id)
        assert [(one.by, one.who, one.what, one.way, one.right, one.outcome) for one in found] == expected
        assert [one.seq for one in found] == sorted({one.seq for one in found})
    assert accesses(events, play.kin.child.id) == ()
    assert accesses(events, "") == ()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
NAMES = ("kind", "by", "endpoint", "facts", "response", "act", "personas", "changed", "professional", "seq", "at")
VALUES = st.sampled_from(["exchange", "act", "space", "token", "measures_read", "a_b_read", "open_in_emergency", "p"])


@given(st.lists(st.dictionaries(st.sampled_from(NAMES), json_values | VALUES | st.just(["p"])), max_size=5))
def test_no_event_whatever_its_shape_breaks_the_log(events: list[JsonObject]) -> None:
    for access in accesses(events, "p"):
        assert access.by in {"app", "professional", "holder", "relative"}


@pytest.mark.parametrize("status", [200, 403, 404, None])
def test_a_page_for_professionals_is_told_by_its_facts(status: int | None) -> None:
    facts = {"persona": "p", "professional": "pro-1", "access": "documents.read", "right": "attending"}
    response = None if status is None else {"status": status}
    event: JsonObject = {"kind": "exchange", "by": "space", "seq": 4, "at": "t", "facts": facts, "response": response}

    [access] = accesses([event], "p")

    assert (access.by, access.who, access.what, access.way, access.right) == (
        "professional",
        "pro-1",
        "documents",
        "read",
        "attending",
    )
    assert access.outcome == {200: "given", 403: "refused", 404: "failed", None: "failed"}[status]


@pytest.mark.parametrize(
    ("api", "what"), [("documents", "documents"), ("prescriptions", "prescriptions"), ("imagerie", "imaging")]
)
def test_the_log_says_which_of_the_documents_an_app_looked_at(api: str, what: str) -> None:
    event: JsonObject = {
        "kind": "exchange",
        "by": "space",
        "endpoint": "documents_read",
        "request": {"url": f"https://localhost:1/s/s1/api/{api}/fhir/X?a=/api/documents"},
        "facts": {"persona": "p", "consent": True, "client_id": "carnet"},
        "response": {"status": 200},
    }

    [access] = accesses([event], "p")

    assert (access.what, access.outcome) == (what, "given")


@pytest.mark.parametrize(("status", "by_consent"), [(200, True), (403, False), (401, False), (404, True)])
def test_what_was_refused_to_an_app_is_not_said_to_be_by_consent(status: int, by_consent: bool) -> None:  # noqa: FBT001 - a table
    bench = journalled(Bench())
    holder = visitor(bench, bench.persona())
    facts: JsonObject = {"persona": holder.persona.id, "consent": status != 403, "client_id": "carnet"}
    event: JsonObject = {"by": "space", "endpoint": "measures_read", "facts": facts, "response": {"status": status}}
    bench.space.journal.record("exchange", event)

    page = holder.get("/accesses").text

    assert "the measures" in page
    assert ("by the consent given" in page) == by_consent
