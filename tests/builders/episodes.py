"""Episodes for judges, built event by event, with no file in between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance_suite.episode import Episode, Persona, Run
from conformance_suite.events import (
    ActDone,
    Bundle,
    ConnectionEnd,
    Exchange,
    ForeignMessages,
    Handshake,
    JourneyEnd,
    OldTls,
    ProbeReading,
    Request,
    RequestReceived,
    Response,
    Screen,
    Storage,
    Visit,
)
from conformance_suite.record import RunRecord
from conformance_suite.verdicts import Spoken

if TYPE_CHECKING:
    from collections.abc import Callable

RECORD = RunRecord("finished", {}, {}, "2026-1", "", "command", {}, "check", {}, ())


def episode(*events: object, patience: float = 30.0) -> Episode:
    """An episode in which these events happened."""
    run = Run(RECORD)
    persona = Persona("p-1", "Zoé Le Gall", ("61.37",))
    one = Episode(
        "e-1", "IDT-21", "case", "sign_in", "shared", "i-1", persona, (), patience, 0.0, run, outcome="played"
    )
    run.episodes.append(one)
    homes: dict[type, list[Any]] = {
        Exchange: one.all_exchanges,
        Visit: one.visits,
        JourneyEnd: one.journeys,
        ProbeReading: one.probes,
        Handshake: one.handshakes,
        ConnectionEnd: one.connections,
        RequestReceived: one.withheld,
        ActDone: one.acts,
        Screen: one.screens,
        Storage: one.storages,
        ForeignMessages: one.foreign_messages,
        Bundle: one.bundles,
        OldTls: one.old_tls,
    }
    for event in events:
        homes[type(event)].append(event)
    return one


def exchange(endpoint: str = "token", *, received: float = 10.0, **given: Any) -> Exchange:  # noqa: ANN401 - any field
    """An exchange answered whole with 200 after half a second."""
    request = Request(given.pop("method", "POST"), given.pop("url", "https://space/x"), (), given.pop("form", None))
    status = given.pop("status", 200)
    response = None if status is None else Response(status, (), given.pop("text", ""))
    fields = {
        "id": "x-1",
        "connection": "c-1",
        "listener": "main",
        "answered": received + 0.5,
        "sent": "whole",
        "facts": {},
        "faults": (),
        **given,
    }
    return Exchange(endpoint=endpoint, request=request, response=response, received=received, **fields)


def visit(*, started: float = 9.0, answered: float | None = 11.0, **given: Any) -> Visit:  # noqa: ANN401 - any field
    """A visit to the callback, from 9 to 11."""
    url = given.pop("url", "http://app/callback")
    text, status = given.pop("text", "Bonjour"), given.pop("status", 200)
    kind, asked_for = given.pop("kind", None), given.pop("asked_for", "document")
    headers = () if kind is None else (("Content-Type", kind),)
    fields = {"id": "v-1", "journey": "login", "step": 0, "browser": "b-1", "error": None, "callback": True, **given}
    ended = fields.pop("ended", started + 1 if answered is None else answered)
    response = None if answered is None else Response(status, headers, text)
    return Visit(
        request=Request("GET", url, (("Sec-Fetch-Dest", asked_for),), None),
        response=response,
        started=started,
        answered=answered,
        ended=ended,
        **fields,
    )


def screen(words: str = "Bonjour", *, t: float = 12.0, **given: Any) -> Screen:  # noqa: ANN401 - any field
    """What stands before a person once they have signed in."""
    fields = {"journey": "login", "browser": "b-1", "address": "http://app/", "kind": "text/html", **given}
    return Screen(**{"lang": "fr", "title": "Carnet", "words": words, "elements": (), "t": t, **fields})


def handshake(outcome: str = "alert", *, certificate: str = "expired", flight_sent: bool = True) -> Handshake:
    """A handshake in which a certificate was presented."""
    return Handshake("c-1", "token", certificate, flight_sent, outcome, None, 10.0)


def told(
    check: Callable[[Episode], None], *events: object, faults: tuple[str, ...] = ()
) -> tuple[str, tuple[str, ...]]:
    """What a check says of an episode of these events: the key of its verdict, and the exchanges that it names."""
    one = episode(*events)
    one.faults = faults
    try:
        check(one)
    except Spoken as said:
        return said.key, tuple(said.exchanges)
    return "pass", ()
