"""A run as judges see it: its episodes, each with what the space saw, what the driver saw, and its controls."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conformance_suite.app_log import AppLog
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
        RequestReceived,
        Screen,
        Sent,
        Sight,
        Storage,
        Visit,
    )
    from conformance_suite.record import RunRecord

CONTROLS = ("control_first", "control_last")


@dataclass(frozen=True)
class Persona:
    """Whom an episode is about: identifier, display name, and the values that only this person has."""

    id: str
    name: str
    canary: tuple[str, ...]


@dataclass
class Episode:
    """One played episode. Events keep the order of the journal; nothing changes once the run is read."""

    id: str
    case: str | None
    role: str
    shape: str
    lane: str
    instance: str
    persona: Persona
    faults: tuple[str, ...]
    patience: float
    opened: float
    run: Run = field(repr=False)
    space: str | None = None
    settled: float | None = None
    outcome: str = "unfinished"
    reason: str | None = None
    all_exchanges: list[Exchange] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    journeys: list[JourneyEnd] = field(default_factory=list)
    probes: list[ProbeReading] = field(default_factory=list)
    sights: list[Sight] = field(default_factory=list)
    screens: list[Screen] = field(default_factory=list)  # none where no scripts were run
    storages: list[Storage] = field(default_factory=list)
    foreign_messages: list[ForeignMessages] = field(default_factory=list)
    bundles: list[Bundle] = field(default_factory=list)
    old_tls: list[OldTls] = field(default_factory=list)  # as offered to the app
    handshakes: list[Handshake] = field(default_factory=list)
    connections: list[ConnectionEnd] = field(default_factory=list)
    withheld: list[RequestReceived] = field(default_factory=list)
    acts: list[ActDone] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)  # by the space to the app, unasked
    variant: str = ""  # which play of its case, where that has several
    start: str | None = None  # of the app, where it began with the episode: ready, not_ready

    @property
    def refused_to_start(self) -> bool:
        """Whether the app, started within this episode, did not come up."""
        return self.start == "not_ready"

    def exchanges(self, *endpoints: str, grant_type: str | None = None, after: float = 0.0) -> tuple[Exchange, ...]:
        """The exchanges with these endpoints, optionally of one grant and received after a moment."""
        return tuple(
            exchange
            for exchange in self.all_exchanges
            if exchange.endpoint in endpoints
            and exchange.received >= after
            and (grant_type is None or exchange.grant_type == grant_type)
        )

    def knocked_at(self, listener: str) -> bool:
        """Whether the app came to a listener of that name, whatever became of it."""
        return any(handshake.listener == listener for handshake in self.handshakes)

    def probe(self, when: str) -> ProbeReading | None:
        """The reading of the session page at a moment, None when it was not read."""
        return next((probe for probe in self.probes if probe.when == when), None)

    def pages_of(self, *moments: str) -> tuple[str, ...]:
        """The visits by which the session page was read at these moments."""
        read = (probe.visit for probe in self.probes if probe.when in moments)
        return tuple(visit for visit in read if visit is not None)

    @property
    def callbacks(self) -> tuple[Visit, ...]:
        """The requests to the app's redirect URI, in order."""
        return tuple(visit for visit in self.visits if visit.callback)

    def marked(self, fault: str) -> tuple[Exchange, ...]:
        """The exchanges that a fault acted on."""
        return tuple(exchange for exchange in self.all_exchanges if fault in exchange.faults)

    def visits_of(self, journey: str, *, after: float = 0.0) -> tuple[Visit, ...]:
        """The requests of a journey started after a moment."""
        return tuple(visit for visit in self.visits if visit.journey == journey and visit.started >= after)

    def screens_of(self, journey: str, *, after: float = 0.0) -> tuple[Screen, ...]:
        """What stood before the person at the end of a journey, after a moment; nothing if no scripts were run."""
        return tuple(screen for screen in self.screens if screen.journey == journey and screen.t >= after)

    @cached_property
    def duration_ms(self) -> int:
        """Play time: from the opening to the end, in whole milliseconds."""
        return max(0, round(((self.settled or self.opened) - self.opened) * 1000))

    def controls(self, shape: str) -> tuple[Episode, ...]:
        """The honest plays of `shape` on the same instance; of the same lane where none can be or were played there.

        A control that failed may have been played once more: of each role the last play counts.
        """
        candidates = self.run.controls(shape)
        same = [one for one in candidates if one.lane == self.lane and one.instance == self.instance]
        if not same and (self.role == "replay" or self.start is not None):
            same = [one for one in candidates if one.lane == self.lane]
        return tuple({one.role: one for one in same}.values())


@dataclass
class Run:
    """A stored run: its record and its episodes in the order they were opened, complete once read."""

    record: RunRecord
    episodes: list[Episode] = field(default_factory=list)
    debugging: list[Episode] = field(default_factory=list)  # of an app told to debug: read by their own case alone
    app_logs: list[AppLog] = field(default_factory=list)  # of the apps that we started

    def of_case(self, case_id: str, variant: str | None = None) -> tuple[Episode, ...]:
        """The episodes of a case, or of one of its plays, first play before replays."""
        return tuple(one for one in self._played.get(case_id, ()) if variant in {None, one.variant})

    def controls(self, shape: str) -> tuple[Episode, ...]:
        """The honest plays of a shape, wherever they were played."""
        return tuple(self._honest.get(shape, ()))

    def find(self, episode_id: str) -> Episode:
        """The episode of that id. Raises KeyError."""
        return self._by_id[episode_id]

    def forget(self) -> None:
        """Let everything go at once: a run and its episodes hold each other, and only the collector would find that."""
        for episode in self._every:
            vars(episode).clear()
        vars(self).clear()

    @cached_property
    def moments(self) -> dict[str, float]:
        """When each exchange and each visit of the run began, by id."""
        begun = {exchange.id: exchange.received for one in self._every for exchange in one.all_exchanges}
        begun |= {sent.id: sent.started for one in self._every for sent in one.sent}
        return begun | {visit.id: visit.started for one in self._every for visit in one.visits}

    @cached_property
    def _played(self) -> dict[str | None, list[Episode]]:
        return _grouped((one.case, one) for one in self._every if one.role in {"case", "replay"})

    @cached_property
    def _honest(self) -> dict[str | None, list[Episode]]:
        return _grouped((one.shape, one) for one in self.episodes if one.role in CONTROLS)

    @cached_property
    def _by_id(self) -> dict[str, Episode]:
        return {episode.id: episode for episode in self._every}

    @property
    def _every(self) -> tuple[Episode, ...]:
        return (*self.episodes, *self.debugging)


def _grouped(named: Iterable[tuple[str | None, Episode]]) -> dict[str | None, list[Episode]]:
    groups: dict[str | None, list[Episode]] = {}
    for name, episode in named:
        groups.setdefault(name, []).append(episode)
    return groups
