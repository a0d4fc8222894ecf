"""A persona played by a human being: the steps of a play as instructions, what only a person can tell as questions.

What the space sees (an authorization request, tokens handed out, measures read) is not asked: it answers by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from conformance_suite import plays
from conformance_suite.driver.answers import Answer
from conformance_suite.driver.journeys import JourneyError, Seat
from conformance_suite.guide.board import CANNOT, Board, Choice, Mark, StoppedError, Task
from conformance_suite.guide.words import words
from conformance_suite.manifest.model import Told
from conformance_suite.manifest.placeholders import expand
from doctrine.model import Bilingual

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from conformance_suite.json_value import JsonObject
    from conformance_suite.manifest.model import Session, Step
    from conformance_suite.plays import Consent
    from sandbox.client import Space

SEEN = {  # by journey: what the space sees of it, the last of which says that it is done
    "login": ("authorize", "token"),
    "read_measures": ("measures_read",),
    "write_measure": ("measures_write",),
    "unpair": ("revoke",),
    "logout": ("logout",),
}
BY_ITSELF = frozenset({"login", "write_measure", "unpair"})  # journeys of which the space sees the end
BASELINE = "baseline"


class StepNotDoneError(Exception):
    """The person could not do what was asked; the message says at which step, in the journal's words."""


def labels(play: plays.Play, *, prepares: bool) -> tuple[Bilingual, ...]:
    """The steps of a play, as the person sees them listed."""
    found = []
    for step in play.steps:
        match step:
            case plays.Probe(when) if when == BASELINE:
                found.append(words("label_start"))
            case plays.Probe(when):
                found.append(words("label_look" if when == "after_login" else "label_look_again"))
            case plays.Journey(name):
                found.append(words(f"label_{name}"))
            case plays.Prepare() if prepares:
                found += [words("label_prepare"), words("label_look")]
    return tuple(found)


@dataclass
class Guide:
    """Who leads human beings through episodes, one at a time."""

    board: Board
    stopped: Callable[[], bool]

    def seat(self, seat: Seat, space: Space, episode: str, note: Callable[[JsonObject], None]) -> GuidedSeat:
        """The same seat, with a human being in it."""
        led = Led(self, space, episode, note)
        return GuidedSeat(seat.browser, seat.persona, seat.app_url, seat.values, led)


@dataclass
class Led:
    """One episode of a human being: how far they have come, and what the space has seen meanwhile."""

    guide: Guide
    space: Space
    episode: str
    note: Callable[[JsonObject], None]
    at: int = 0
    looks: int = 0  # at who is signed in
    _after: int = 0
    _seen: set[str] = field(default_factory=set)

    def ask(self, step: str, task: Task, wanted: tuple[str, ...] = (), *, by_itself: bool = False) -> str:
        """Ask, while the journal is followed. Raises StepNotDoneError; JourneyError when the run is stopped."""
        self._look()
        self._seen.clear()

        def look() -> tuple[tuple[Mark, ...], str | None]:
            self._look()
            marks = tuple(Mark(words(f"mark_{one}"), one in self._seen) for one in wanted)
            return marks, "done" if by_itself and wanted and wanted[-1] in self._seen else None

        try:
            answer = self.guide.board.ask(task, at=self.at, look=look, stopped=self.guide.stopped)
        except StoppedError as error:
            raise JourneyError("cancelled") from error
        self.at += 1
        self.note({"kind": "told", "by": "person", "step": step, "asked": task.question.en, "answer": answer})
        if answer == CANNOT:
            raise StepNotDoneError(f"the person could not do the step {step}")
        return answer

    def _look(self) -> None:
        for event in self.space.events(after=self._after, episode=self.episode):
            number = event.get("seq")
            self._after = max(self._after, number if isinstance(number, int) else 0)
            if event.get("kind") == "exchange" and event.get("answered") is not None:
                self._seen.add(str(event.get("endpoint")))


@dataclass(frozen=True)
class GuidedSeat(Seat):
    """A seat whose persona is played by a human being. What they say they read stands for the page."""

    led: Led

    def play(
        self,
        journey: str,
        steps: tuple[Step, ...],
        *,
        consent: Consent = "allow",  # noqa: ARG002 - only plays in which everything is allowed are for people
        hold: bool = False,
        bait: str | None = None,
        told: Mapping[str, str] | None = None,
    ) -> Answer:
        """Have the person do it. Raises StepNotDoneError, JourneyError."""
        if hold or bait is not None or told is not None:
            raise JourneyError("not_for_people")
        lines = tuple(self._told(step) for step in steps if isinstance(step, Told))
        task = Task(words(f"label_{journey}"), lines, words("journey_done"), _outcomes())
        if journey == "login":
            lines = (*lines, words("sign_in_as", name=self.persona.name), words("allow"))
            typed = ((words("address"), self.persona.email), (words("password"), self.persona.password))
            task = replace(task, lines=lines, facts=typed)
        if journey == "read_measures":
            return self._read(lines)
        self.led.ask(journey, task, SEEN.get(journey, ()), by_itself=journey in BY_ITSELF)
        return _page("")

    def open_callback(self, of: Seat, *, keep: tuple[str, ...] = ()) -> Answer:
        """Nobody can be asked to do that."""
        del of, keep
        raise JourneyError("not_for_people")

    def signed_in(self, session: Session) -> tuple[bool | None, Answer | None]:
        """Ask whether the person is signed in. Raises StepNotDoneError."""
        looks, self.led.looks = self.led.looks, self.led.looks + 1
        place = self._told(session.told) if session.told is not None else words("where_to_look")
        name = self.persona.name
        if not looks:
            yes, no = Choice("somebody", words("somebody")), Choice("nobody", words("nobody"), main=True)
            lines = (words("start"), words("open_app"), place)
            task = Task(words("label_start"), lines, words("who_now"), (no, yes, _cannot()))
        else:
            yes, no = Choice("me", words("signed_in", name=name)), Choice("nobody", words("not_signed_in"))
            heading = words("label_look" if looks == 1 else "label_look_again")
            task = Task(heading, (place,), words("who_now"), (yes, no, _cannot()))
        try:
            answer = self.led.ask("session", task)
        except JourneyError:
            return None, None
        return answer == yes.id, _page(name if answer == "me" else "")

    def _read(self, lines: tuple[Bilingual, ...]) -> Answer:
        value = self.persona.canary.get("bodyweight") or next(iter(self.persona.canary.values()), "")
        shown = words("my_measure", value=value)
        own = Choice("own", Bilingual(fr=shown.fr.replace(".", ","), en=shown.en))
        choices = (own, Choice("none", words("no_measure")), Choice("error", words("error")), _cannot())
        task = Task(words("label_read_measures"), lines, words("which_measure"), choices)
        answer = self.led.ask("read_measures", task, SEEN["read_measures"])
        return _page(value if answer == own.id else "")

    def _told(self, told: Told) -> Bilingual:
        return Bilingual(fr=expand(told.fr, self.values), en=expand(told.en, self.values))


def _outcomes() -> tuple[Choice, ...]:
    return (Choice("done", words("done"), main=True), Choice("error", words("error")), _cannot())


def _cannot() -> Choice:
    return Choice(CANNOT, words("cannot"))


def _page(text: str) -> Answer:
    """What the person says to have read."""
    return Answer("", 200, (), text, len(text))
