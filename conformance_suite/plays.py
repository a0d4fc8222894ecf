"""The vocabulary of plays: what a person and the space do in an episode, as data.

The player executes the steps in order and adapts only to recorded events. A play without its faults and hostile acts is
its control, so a control is shared by every case that has the same honest play. `scripts/` has the plays themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from conformance_suite.issuers import KNOWN

if TYPE_CHECKING:
    from conformance_suite.json_value import JsonObject

JsonScalar: TypeAlias = str | int | float | bool | None
Parameters: TypeAlias = tuple[tuple[str, JsonScalar], ...]
Lane: TypeAlias = Literal["shared", "stall", "twin"]
Consent: TypeAlias = Literal["allow", "refuse", "read", "write"]  # all, nothing, or one direction only
Proof: TypeAlias = Literal["reading", "looking", "writing", "refreshing", "staying", "unpairing", "returning"]
WayIn: TypeAlias = Literal["launch", "initiation"]
Reached: TypeAlias = Literal["baseline", "session", "reading"]

BROWSER = "b-1"
AGAIN = "b-2"  # where somebody signs in a second time


@dataclass(frozen=True)
class FaultSpec:
    """A fault to arm for the episode: its id in the space's catalogue and its settings.

    It acts on every exchange that it can bend; `times` bounds how many, after having let `skips` of them pass.
    A `lure` lies in wait beside another fault: an app that refuses the other without looking at the lure has done well.
    """

    id: str
    params: Parameters = ()
    times: int | None = None
    skips: int = 0
    lure: bool = False

    def as_json(self) -> JsonObject:
        """The fault as the space is told to arm it."""
        told: JsonObject = {"id": self.id, "params": dict(self.params)}
        if self.times is not None or self.skips:
            told |= {"times": self.times, "skips": self.skips}
        return told


@dataclass(frozen=True)
class Arm:
    """From here on these faults are armed, in place of those before; without any the space is honest again."""

    faults: tuple[FaultSpec, ...] = ()


@dataclass(frozen=True)
class NewBrowser:
    """A fresh browser: no cookies, nothing remembered; in the hands of the episode's persona or of somebody else.

    A `relative` is somebody else who may act in the persona's space, as a parent does for a child.
    """

    name: str = BROWSER
    person: Literal["self", "other", "professional", "relative"] = "self"


@dataclass(frozen=True)
class Prepare:
    """The manifest's `prepare` journey followed by a probe `after_prepare`; nothing when it is not declared."""

    browser: str = BROWSER


@dataclass(frozen=True)
class Probe:
    """Read the session page: does the app think that someone is signed in? `when` names the moment."""

    when: str
    browser: str = BROWSER


@dataclass(frozen=True)
class Journey:
    """One journey of the manifest, `consent` being what the persona answers at the space if asked.

    `hold` keeps the answer of the space from the app: the browser stops at the redirect to the redirect URI. `bait`
    adds to each address of the app that the journey opens the parameters that tell an app where to go next, and is how
    that place is spelled.
    """

    name: str
    browser: str = BROWSER
    consent: Consent = "allow"
    hold: bool = False
    bait: str | None = None


@dataclass(frozen=True)
class Launch:
    """Another place opens the app for a sign-in: what it tells the app stands in the address.

    `launch`: a record system does, with its FHIR server and an opaque value (SMART App Launch 2.2, 2.1). `initiation`:
    any site does, with the issuer to sign in at (OpenID Connect Core, 4). `issuer` names which one is told, and how it
    is spelled; `value` which launch value (`again`: the last one of the episode); `target` spells the place to end at.
    """

    way: WayIn
    issuer: str = KNOWN
    value: Literal["fresh", "again", "markup", "long"] = "fresh"
    target: str | None = None
    browser: str = BROWSER


@dataclass(frozen=True)
class OpenCallback:
    """Open, in a browser, the last redirect of the space to the app that `of` met: replayed, stolen or planted.

    `keep` names the parameters that stay those of the browser's own last redirect.
    """

    browser: str = BROWSER
    of: str = BROWSER
    keep: tuple[str, ...] = ()


@dataclass(frozen=True)
class CopyCookies:
    """Give `browser` the cookies of another, as whoever copied them from a shared computer would have them."""

    of: str
    browser: str


@dataclass(frozen=True)
class HandOver:
    """Whoever sits at browser `to` takes over `browser` as it stands; at the space nobody is signed in there then."""

    to: str
    browser: str = BROWSER


@dataclass(frozen=True)
class ActForPersona:
    """The relative at a browser turns from their own space to the persona's, still signed in at the space."""

    browser: str = BROWSER


@dataclass(frozen=True)
class ChoosePerson:
    """Whoever acts for several people turns to the one of the seat, where the app asks: the journey `choose_person`.

    Nothing when the manifest does not declare it: the app goes on with whoever paired last.
    """

    browser: str = BROWSER


@dataclass(frozen=True)
class CrossSite:
    """What a page of another site has the browser do.

    `form` sends to the app what browser `of` sent it last in a form; `read` asks for the session page with
    credentials, after the preflight (Fetch, 4.8).
    """

    kind: Literal["form", "read"]
    browser: str = BROWSER
    of: str = BROWSER


@dataclass(frozen=True)
class SendAgain:
    """Send once more, byte for byte, what the browser sent to the app last in a form: an impatient second click."""

    browser: str = BROWSER


@dataclass(frozen=True)
class ForeignMessages:
    """Have a window of another origin send messages to the page that is open (HTML, cross-document messaging)."""

    browser: str = BROWSER


@dataclass(frozen=True)
class FetchScripts:
    """Read the scripts that the pages seen lately load from the app, those that these load, and their source maps."""

    browser: str = BROWSER


@dataclass(frozen=True)
class Mistype:
    """Open the redirect URI with a query that no answer of the space ever has."""

    browser: str = BROWSER


@dataclass(frozen=True)
class OfferOldTls:
    """Offer the app's own server versions of TLS that nobody should speak (RFC 8996); nothing where it has no TLS."""


@dataclass(frozen=True)
class Act:
    """Something done at the space, not in the app (withdraw_consent...); `hostile` acts are left out of the control."""

    act: str
    parameters: Parameters = ()
    hostile: bool = False


@dataclass(frozen=True)
class AwaitExpiry:
    """Wait until the app has to count its access token as expired; then the space counts it as expired too.

    Until then the space honours what it issued: however slow the machine, a token is good for the call after it.
    """


@dataclass(frozen=True)
class AwaitSession:
    """Look, as `when`, whether the person is signed in; if not, sign in once more every few seconds, up to `within`.

    For what an app is to notice by itself within a time: one that notices at once costs no time.
    """

    when: str
    browser: str = BROWSER
    within: float = 65.0


@dataclass(frozen=True)
class AwaitRefresh:
    """Look at the measures, less and less often, until the app asks for tokens or sends the person to sign in.

    For an app that leaves the space alone after a failure; one that does not, or never refreshes, costs no time.
    `within` is longer than the minute for which many a circuit breaker stays open.
    """

    browser: str = BROWSER
    within: float = 65.0


@dataclass(frozen=True)
class Away:
    """For so many seconds nobody is at the app: what it calls then, it calls of its own accord."""

    seconds: float


@dataclass(frozen=True)
class Settle:
    """Wait for quiet: a grace of max(300 ms, 3 x what the control took to settle) after the last answer."""


@dataclass(frozen=True)
class Meanwhile:
    """Begin a journey; once the space withholds an answer, do the other steps; then wait for the journey's end."""

    journey: Journey
    steps: tuple[Journey | NewBrowser | Prepare | Probe, ...]


Meddling: TypeAlias = (
    CopyCookies
    | HandOver
    | ActForPersona
    | ChoosePerson
    | CrossSite
    | SendAgain
    | ForeignMessages
    | FetchScripts
    | Mistype
    | OfferOldTls
)
Step: TypeAlias = (
    Arm
    | NewBrowser
    | Prepare
    | Probe
    | Journey
    | Launch
    | OpenCallback
    | Meddling
    | Act
    | AwaitExpiry
    | AwaitSession
    | AwaitRefresh
    | Away
    | Settle
    | Meanwhile
)
HOSTILE = (Arm, OpenCallback, CrossSite, SendAgain, ForeignMessages, FetchScripts, Mistype, OfferOldTls)
WAYS_IN = ("login", "launch", "initiation")  # journeys that sign somebody in


@dataclass(frozen=True)
class Play:
    """An ordered script, the faults armed while it runs and the honest preconditions it needs.

    Attributes:
        shape: the name of the honest play that is its control; cases of one shape share their controls.
        faults: what has to reach the app, lures apart; armed from the opening on, unless `Arm` steps say when.
        lifetimes: declared by the space from the start of the episode, in seconds.
        needs: manifest journeys without which the case does not apply.
        submits: journeys that must end on a form of the app's own page, hidden fields included, for the case to apply.
        registers: members of the client metadata without which the case does not apply; `NAME=VALUE` asks for a value.
        uses: endpoints of the space; of an app whose honest plays call none of them the case does not speak. A colon
            says of which type and interaction (`documents_read:Binary/read`), `?` with which parameter.
        algorithms: of the ID token; to an app that registered another one the case does not speak.
        proofs: what an honest play has to show, besides a sign-in, to count as a control.
        reached: how far the case's own episode must have come, by honest means, before its matter.
        passive: nothing is delivered; the case looks at what the app sends by itself.
        honest: a good journey that is its own purpose (hook-up): no control.
        from_start: the faults are armed before the app starts, on an instance of its own.
        production: the app is started with its settings of production; who declares none is not concerned.
        debugging: the app is started in an environment of debugging; one that does not work in it is not concerned.
        rendered: only a browser that runs the app's pages shows what it is about (`driver: browser`).
        honestly: the control, where it is not these steps without what is hostile in them.
        apart: it needs a space whose endpoints have listeners of their own.
        variant: which of a case's plays it is, where there are several (an endpoint each, say).
    """

    shape: str
    steps: tuple[Step, ...]
    lane: Lane = "shared"
    faults: tuple[FaultSpec, ...] = ()
    lifetimes: tuple[tuple[str, float], ...] = ()
    needs: tuple[str, ...] = ()
    submits: tuple[str, ...] = ()
    registers: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    algorithms: tuple[str, ...] = ()
    proofs: tuple[Proof, ...] = ()
    reached: Reached = "session"
    passive: bool = False
    honest: bool = False
    from_start: bool = False
    production: bool = False
    debugging: bool = False
    rendered: bool = False
    honestly: Play | None = None
    variant: str = ""
    apart: bool = False

    def control(self) -> Play:
        """The same play with nothing hostile in it; equal for all cases that may share a control."""
        honest = self.honestly or self
        steps = tuple(step for step in honest.steps if not _is_hostile(step))
        return replace(
            honest,
            steps=steps,
            lane=self.lane,
            faults=(),
            submits=(),
            registers=(),
            uses=(),
            algorithms=(),
            reached="session",
            passive=False,
            from_start=False,
            production=False,
            debugging=False,
            rendered=False,
            honestly=None,
            variant="",
            apart=False,
        )

    @property
    def armed_at_first(self) -> tuple[FaultSpec, ...]:
        """The faults armed from the opening on: all, unless the play itself says when."""
        return () if any(isinstance(step, Arm) for step in self.steps) else self.faults

    @property
    def looks_on(self) -> bool:
        """Whether the case does nothing that people and space do not do by themselves."""
        return self.passive and not self.faults and not any(_is_hostile(step) for step in self.steps)

    @property
    def pauses(self) -> int:
        """How often it lets time pass in which nobody does anything: what takes long, and takes nothing."""
        return sum(isinstance(step, AwaitExpiry | Away) for step in self.steps)

    def as_json(self) -> dict[str, object]:
        """The play as it is written in the run's files."""
        return {
            "shape": self.shape,
            "lane": self.lane,
            "steps": [step_as_json(step) for step in self.steps],
            "faults": [fault.as_json() for fault in self.faults],
            "lifetimes": dict(self.lifetimes),
            "needs": list(self.needs),
            "submits": list(self.submits),
            "registers": list(self.registers),
            "uses": list(self.uses),
            "algorithms": list(self.algorithms),
            "proofs": list(self.proofs),
            "reached": self.reached,
            "passive": self.passive,
            "honest": self.honest,
            "from_start": self.from_start,
            "production": self.production,
            "debugging": self.debugging,
            "rendered": self.rendered,
            "variant": self.variant,
        }


def _is_hostile(step: Step) -> bool:
    return isinstance(step, HOSTILE) or (isinstance(step, Act) and step.hostile)


def step_as_json(step: Step) -> dict[str, object]:
    """One step as JSON: its kind and its settings."""
    settings = dict(vars(step))
    if isinstance(step, Act):
        settings["parameters"] = dict(step.parameters)
    if isinstance(step, Arm):
        settings["faults"] = [fault.as_json() for fault in step.faults]
    if isinstance(step, Meanwhile):
        settings["journey"] = step_as_json(step.journey)
        settings["steps"] = [step_as_json(one) for one in step.steps]
    return {"step": type(step).__name__, **settings}
