"""Playing one episode: a persona, browsers, journeys and acts in the order of the play, as far as each leads on."""

from __future__ import annotations

import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from conformance_suite import plays
from conformance_suite.bundled_secrets import found_in
from conformance_suite.controls import OK
from conformance_suite.driver.answers import NoAnswerError
from conformance_suite.driver.attacks import forge_form, mistype, read_across, send_again
from conformance_suite.driver.browsers import Browsers
from conformance_suite.driver.bundles import fetch_bundle, text_of
from conformance_suite.driver.chromium_program import ChromiumError
from conformance_suite.driver.http import Surroundings
from conformance_suite.driver.journeys import JourneyError, Seat
from conformance_suite.driver.old_tls import OLD, offer
from conformance_suite.driver.origins import origin_of
from conformance_suite.driver.reading import PageText
from conformance_suite.elsewhere import spelled
from conformance_suite.front_channel import MARKUP
from conformance_suite.guide.seat import StepNotDoneError, labels
from conformance_suite.instance import NotReadyError, bring_up
from conformance_suite.issuers import issuer_named
from conformance_suite.manifest.model import UrlTarget
from conformance_suite.manifest.placeholders import expand
from conformance_suite.notes import Notes
from sandbox.client import SandboxError

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from conformance_suite.driver.answers import Answer
    from conformance_suite.driver.person import Persona
    from conformance_suite.instance import Instance
    from conformance_suite.json_value import JsonObject, JsonValue
    from conformance_suite.manifest.model import Manifest
    from sandbox.client import Space

QUIET = 0.3  # seconds without a call of the app that count as quiet, and the least grace
GRACE_FACTOR = 3  # times what the control took to settle
LONGEST_SETTLE = 5.0
LOOK = 0.2  # seconds that a look at the journal waits for something new
EXPIRY_MARGIN = 1.05  # seconds: whoever counts in whole ones may take a token for good up to one longer
ASKED_ANEW = ("token", "measures_read", "measures_write")  # calls that no app can answer from what it keeps
BETWEEN_SIGN_INS = 5.0  # seconds before somebody who was not let in tries again
FIRST_PAUSE = 2.0  # seconds before somebody who was not served looks again; twice as many each time
WAYS_TO_TOKENS = ("token", "authorize")
NOT_MEASURES = ("login", "login_2", "login_professional", "prepare", "logout", "unpair", "choose_person")
LONG = 50_000  # characters: as many as clients and servers of HTTP still carry in an address


@dataclass(frozen=True)
class Part:
    """An episode to play: its id, why (`role`, case), and its play."""

    id: str
    role: str
    case: str | None
    play: plays.Play

    @property
    def honest(self) -> bool:
        """Whether it is a control, which is worth nothing once something in it failed."""
        return self.role.startswith("control")


@dataclass(frozen=True)
class Stage:
    """Where parts are played: one instance, with what is shared by all episodes on it."""

    instance: Instance
    manifest: Manifest
    visit_id: Callable[[], str]
    turn: Callable[[], None]
    cancelled: Callable[[], bool]
    longest_start: Callable[[], float] = lambda: 0.0  # seconds, of those with nothing wrong in the space
    browsers: Browsers = field(default_factory=Browsers)
    standing_aside: Callable[[], AbstractContextManager[None]] = nullcontext  # others may play while time passes
    settling: dict[str, float] = field(default_factory=dict)  # shape of a control: seconds it took to settle

    def start(self, *, within: float = 0.0) -> None:
        """Start the app and wait until it is up, as long as its manifest says, or `within`. Raises NotReadyError."""
        bring_up(self.instance, self.manifest, cancelled=self.cancelled, within=within)


@dataclass(frozen=True)
class Performance:
    """What the runner learns at once from an episode; everything else is for the judge.

    `problem` is why a control is none, as a message key; `mute` says that the app left somebody without any answer.
    `called` tells of a control in a lane of stalls what the app asked of the space with success.
    """

    part: Part
    outcome: str
    problem: str | None
    mute: bool = False
    called: frozenset[str] = frozenset()


class _EnoughError(Exception):
    """Nothing more can be learnt from this episode: `problem` as in Performance."""


def perform(part: Part, stage: Stage) -> Performance:
    """Play a part from opening to end; whatever happens, the episode is closed."""
    player = _Player(part, stage)
    outcome, reason, problem = "played", None, None
    called: frozenset[str] = frozenset()
    try:
        player.open()
        try:
            player.play()
        except _EnoughError as enough:
            problem = str(enough)
        except SandboxError as error:
            outcome, reason, problem = "aborted", f"the space: {error}", "control_aborted"
        except (ChromiumError, StepNotDoneError) as error:
            outcome, reason, problem = "aborted", str(error), "control_aborted"
        if stage.cancelled():
            outcome, reason, problem = "aborted", "the run was stopped", "control_aborted"
        called = player.called()
        player.end(outcome, reason)
    except SandboxError:  # the space is gone, and the journal with it
        outcome, problem = "aborted", "control_aborted"
    finally:
        player.close()
    return Performance(part, outcome, problem, mute=player.mute, called=called)


class _Player:
    """Executes the steps of one play."""

    def __init__(self, part: Part, stage: Stage) -> None:
        self.part = part
        self.stage = stage
        self.instance = stage.instance
        self.persona: Persona | None = None
        self.seats: dict[str, Seat] = {}
        self.handed_over: set[str] = set()  # browsers whose new person has not been asked who they are yet
        self.relatives: set[str] = set()  # who act for the persona, and may see their own beside it
        self.notes = Notes(stage.instance.space, part.id)
        self.launched = ""  # the last launch value that the space gave
        self.last_answer = time.monotonic()
        self.surroundings: Surroundings | None = None

    @property
    def mute(self) -> bool:
        """Whether a browser of this episode waited in vain."""
        return any(seat.browser.tired for seat in self.seats.values())

    def called(self) -> frozenset[str]:
        """What a control among stalls asked of the space with success, of what cannot be kept from one to the next."""
        if not self.part.honest or self.part.play.lane != "stall":
            return frozenset()
        answered = (one for one in self._exchanges() if one.get("endpoint") in ASKED_ANEW)
        return frozenset(str(one["endpoint"]) for one in answered if _succeeded(one))

    def open(self) -> None:
        """Invite a persona and open the episode at the space."""
        persona = self.instance.persona()
        self.persona = persona
        play = self.part.play
        opening: JsonObject = {
            "episode": self.part.id,
            "case": self.part.case,
            "role": self.part.role,
            "shape": play.shape,
            "lane": play.lane,
            "instance": self.instance.id,
            "persona": {"id": persona.id, "name": persona.name, "canary": dict(persona.canary)},
            "faults": [fault.as_json() for fault in play.armed_at_first],
            "lifetimes": dict(play.lifetimes),
            "play": dict(play.as_json()),  # type: ignore[arg-type]  # JSON, typed loosely there
            "patience": self.stage.manifest.limits.patience,
        }
        self.surroundings = self._surroundings()
        self.instance.space.open_episode(opening)

    def _surroundings(self) -> Surroundings:
        instance = self.instance
        return Surroundings(
            episode=self.part.id,
            app_origins=_app_origins(instance, self.stage.manifest),
            space_origins=frozenset(map(origin_of, _addresses(instance.space))),
            redirect_uris=frozenset(instance.redirect_uris),
            ca_bundle=instance.ca_bundle,
            patience=self.stage.manifest.limits.patience,
            record=self.notes.add,
            secrets=self.notes.hand_in,
            visit_id=self.stage.visit_id,
            turn=self.stage.turn,
            cancelled=self.stage.cancelled,
            guard=instance.guard,
        )

    def end(self, outcome: str, reason: str | None) -> None:
        """Hand in what was noted and close the episode."""
        self.notes.hand_in()
        self.instance.space.close_episode(self.part.id, outcome=outcome, reason=reason, settled=time.monotonic())

    def close(self) -> None:
        """Close the browsers."""
        for seat in self.seats.values():
            seat.browser.close()

    def play(self) -> None:
        """Start the app if that belongs to the play, then execute the steps. Raises _EnoughError."""
        if self.part.play.from_start:
            self._start()
        for step in self.part.play.steps:
            if self.stage.cancelled():
                return
            self._do(step)

    def _do(self, step: plays.Step) -> None:
        match step:
            case plays.NewBrowser(name, person):
                self._seat_at(name, person)
            case plays.Prepare(browser):
                self._prepare(browser)
            case plays.Probe(when, browser):
                self._probe(when, browser)
            case plays.Journey():
                self._journey(step)
            case plays.Launch() | plays.OpenCallback():
                self._follow_a_link(step)
            case plays.Arm() | plays.Act():
                self._at_the_space(step)
            case plays.Meanwhile(journey, steps):
                self._meanwhile(journey, steps)
            case plays.AwaitExpiry() | plays.AwaitSession() | plays.AwaitRefresh() | plays.Away() | plays.Settle():
                self._let_time_pass(step)
            case _:
                self._meddle(step)

    def _follow_a_link(self, step: plays.Launch | plays.OpenCallback) -> None:
        if isinstance(step, plays.Launch):
            self._launch(step)
        else:
            self._open_callback(step)

    def _let_time_pass(
        self, step: plays.AwaitExpiry | plays.AwaitSession | plays.AwaitRefresh | plays.Away | plays.Settle
    ) -> None:
        match step:
            case plays.AwaitExpiry():
                self._await_expiry()
            case plays.AwaitSession():
                self._await_session(step)
            case plays.AwaitRefresh():
                self._await_refresh(step)
            case plays.Away(seconds):
                self._stand_aside_until(time.monotonic() + seconds)
            case plays.Settle():
                self._settle()

    def _at_the_space(self, step: plays.Arm | plays.Act) -> None:
        if isinstance(step, plays.Arm):
            self.instance.space.rearm_episode(self.part.id, [fault.as_json() for fault in step.faults])
        else:
            self.instance.space.act(self.part.id, step.act, **dict(step.parameters))

    # --- the person ----------------------------------------------------------------------------------------------

    def _start(self) -> None:
        """Start the app in a space that is armed already; one that does not come up has nothing more to show.

        One that is slow has not refused: it has three times what it took to start where nothing was wrong. Nor has one
        whose port was taken by something else.
        """
        try:
            self.stage.start(within=GRACE_FACTOR * self.stage.longest_start())
        except NotReadyError as error:
            outcome = "port_lost" if self.instance.lost_its_port() else "not_ready"
            self.notes.add({"kind": "start", "outcome": outcome, "reason": str(error)})
            raise _EnoughError("app_not_ready") from error
        self.notes.add({"kind": "start", "outcome": "ready", "reason": None})

    def _seat_at(self, name: str, person: str) -> None:
        if self.surroundings is None or self.persona is None:
            raise SandboxError("the episode is not open")
        newcomers = {"professional": self.instance.professional}
        persona = self.persona if person == "self" else newcomers.get(person, self.instance.persona)()
        if person == "relative":
            self.relatives.add(persona.id)
            mandate = {"persona": self.persona.id, "delegate": persona.id, "scope": "act"}
            self.instance.space.act(self.part.id, "name_delegate", **mandate)
        browser = self.stage.browsers.new(name, self.surroundings)
        seat = Seat(browser, persona, self.instance.app_url, self._values_of(persona))
        guide = self.stage.browsers.guide
        if guide is not None:
            seat = guide.seat(seat, self.instance.space, self.part.id, self.notes.add)
            steps = labels(self.part.play, prepares=self.stage.manifest.declares("prepare"))
            guide.board.begin(steps, app_url=self.instance.app_url, again=self.part.role == "replay")
        self.seats[name] = seat

    def _offer_old_tls(self) -> None:
        """Whether the app's own server agrees to old TLS; of a front that is ours there is nothing to learn."""
        if self.surroundings is None or self.instance.front is not None:
            return
        for version in OLD if self.instance.app_url.startswith("https:") else ():
            outcome = offer(self.instance.app_url, version, self.surroundings.guard)
            self.notes.add({"kind": "old_tls", "by": "driver", "version": version, "outcome": outcome})

    def _values_of(self, persona: Persona) -> dict[str, str]:
        return {
            **self.instance.values,
            "persona_name": persona.name,
            "persona_id": persona.id,
            "persona_email": persona.email,
            "persona_password": persona.password,
        }

    def _act_for_persona(self, name: str) -> None:
        """From here on the pages are to be the persona's; who signs in stays the relative."""
        seat, persona = self.seats[name], self.persona
        if persona is not None:
            acting = replace(persona, email=seat.persona.email, password=seat.persona.password)
            self.seats[name] = replace(seat, persona=acting, values=self._values_of(acting))
            seat.browser.callback_url = None
            self.handed_over.add(name)

    def _meddle(self, step: plays.Meddling) -> None:
        match step:
            case plays.OfferOldTls():
                self._offer_old_tls()
            case plays.ForeignMessages(browser):
                self._say_from_elsewhere(browser)
            case plays.FetchScripts(browser):
                self._fetch_scripts(browser)
            case plays.CopyCookies(of, browser):
                self.seats[browser].browser.take_cookies(self.seats[of].browser)
            case plays.HandOver(to, browser):
                self._hand_over(to, browser)
            case plays.ActForPersona(browser):
                self._act_for_persona(browser)
            case plays.ChoosePerson(browser):
                self._choose_person(browser)
            case _:
                self._provoke(step)

    def _say_from_elsewhere(self, name: str) -> None:
        heard = self.seats[name].browser.hear_foreign_messages()
        if heard is not None:
            self.notes.add({"kind": "foreign_messages", "by": "driver", "browser": name, **heard})

    def _fetch_scripts(self, name: str) -> None:
        bundle = fetch_bundle(self.seats[name].browser)
        found: list[JsonValue] = [
            {**secret, "visit": file.visit, "path": urlsplit(file.url).path}
            for file in bundle.files
            for secret in found_in(text_of(file), self.instance.space.scrub)
        ]
        row: JsonObject = {"kind": "bundle", "by": "driver", "browser": name, "files": len(bundle.files)}
        self.notes.add(row | {"missed": bundle.missed, "cut": bundle.cut, "found": found})
        self.last_answer = time.monotonic()

    def _hand_over(self, to: str, name: str) -> None:
        """Let somebody else sit down at a browser, who was signed out of the space beforehand."""
        browser = self.seats[name].browser
        browser.leave_space()
        self.seats[name] = replace(self.seats[to], browser=browser)
        self.handed_over.add(name)

    def _provoke(self, step: plays.CrossSite | plays.Mistype | plays.SendAgain) -> None:
        """Do to the app what no person of good will does in this browser; whatever comes of it, the play goes on."""
        browser, session = self.seats[step.browser].browser, self.stage.manifest.session
        with suppress(NoAnswerError):
            if isinstance(step, plays.Mistype):
                mistype(browser, self.instance.redirect_uris[0])
            elif isinstance(step, plays.SendAgain):
                send_again(browser)
            elif step.kind == "form":
                forge_form(browser, self.seats[step.of].browser.last_form)
            elif session is not None:
                seat = self.seats[step.browser]
                read_across(browser, seat.app_url + expand(session.path, seat.values))
        self.last_answer = time.monotonic()

    def _prepare(self, browser: str) -> None:
        if self.stage.manifest.declares("prepare"):
            self._journey(plays.Journey("prepare", browser))
            self._probe("after_prepare", browser)

    def _choose_person(self, browser: str) -> None:
        if self.stage.manifest.declares("choose_person"):
            self._journey(plays.Journey("choose_person", browser))

    def _probe(self, when: str, name: str) -> bool | None:
        session = self.stage.manifest.session
        if session is None:
            return None
        seat = self.seats[name]
        signed_in, page = seat.signed_in(session)
        self.last_answer = time.monotonic()
        row: JsonObject = {"kind": "probe", "when": when, "browser": name, "signed_in": signed_in}
        row |= {
            "visit": page.visit if page else None,
            "names_seen": self._others_on(page, seat.persona, names_only=False),
        }
        self.notes.add(row)
        self._note_screen("session", name)
        stored = seat.browser.storage()
        if stored is not None:
            self.notes.add({"kind": "storage", "when": when, "browser": name, **stored})
        if when in {"baseline", "after_prepare"} and signed_in is not False:
            raise _EnoughError("session_unreadable" if signed_in is None else "always_signed_in")
        if self.part.honest and when == "after_login" and not signed_in:
            raise _EnoughError("session_unreadable" if signed_in is None else "never_signed_in")
        return signed_in

    def _journey(self, journey: plays.Journey) -> None:
        seat = self.seats[journey.browser]
        steps = self.stage.manifest.journeys[journey.name]
        started = time.monotonic()
        reason: str | None = None
        page: Answer | None = None
        try:
            page = seat.play(journey.name, steps, consent=journey.consent, hold=journey.hold, bait=journey.bait)
        except JourneyError as error:
            reason = str(error)
        self._journey_ended(journey.name, journey.browser, started, reason)
        if page is not None and journey.name not in NOT_MEASURES:
            self._sight(journey, page)
        if journey.name == "login" and journey.browser in self.handed_over and seat.browser.callback_url is None:
            raise _EnoughError("not_asked_again")  # whoever was there is still served: they never signed out
        if reason and (self.part.honest or journey.name == "prepare"):
            raise _EnoughError("login_failed" if journey.name == "login" else "journey_failed")

    def _launch(self, launch: plays.Launch) -> None:
        """Have another place open the app: its `launch` journey, or the address that it registered for that."""
        seat, started, reason = self.seats[launch.browser], time.monotonic(), None
        steps = self.stage.manifest.ways_in[launch.way]
        page: Answer | None = None
        try:
            page = seat.play(launch.way, steps, told=self._told(launch, seat))
        except JourneyError as error:
            reason = str(error)
        self._journey_ended(launch.way, launch.browser, started, reason)
        if page is not None:
            self._sight(plays.Journey(launch.way, launch.browser), page)
        if reason and self.part.honest:
            raise _EnoughError("login_failed")

    def _told(self, launch: plays.Launch, seat: Seat) -> dict[str, str]:
        """What the app is told by its address; a fresh launch value is one that the space knows."""
        space = self.instance.space
        known = f"{space.fhir_base}/fhir" if launch.way == "launch" else space.issuer
        canaries = tuple(f"{one}/{self.part.id}" for one in space.canaries)
        told = {"iss": issuer_named(launch.issuer, known, canaries)}
        if launch.target is not None:
            told["target_link_uri"] = spelled(launch.target, origin_of(seat.app_url))
        if launch.way == "launch":
            if launch.value == "fresh":
                self.launched = secrets.token_urlsafe(24)
                space.act(self.part.id, "launch_app", persona=seat.persona.id, launch=self.launched)
            told["launch"] = {"markup": f'">{MARKUP}', "long": "a" * LONG}.get(launch.value, self.launched)
        return told

    def _meanwhile(self, journey: plays.Journey, steps: tuple[plays.Step, ...]) -> None:
        """Play a journey and, while the space holds it up, other steps; they have other browsers."""
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="meanwhile") as pool:
            held_up = pool.submit(self._journey, journey)
            self._watch_for_withholding(held_up.done)
            for step in steps:
                self._do(step)
            held_up.result()

    def _watch_for_withholding(self, over: Callable[[], bool]) -> None:
        """Follow the journal until the space withholds an answer of this episode, for a person's patience at most."""
        seen, ends = 0, time.monotonic() + self.stage.manifest.limits.patience
        while not over() and time.monotonic() < ends:
            events = self.instance.space.events(after=seen, wait=LOOK, episode=self.part.id)
            if any(event.get("kind") == "request_received" for event in events):
                return
            seen = max([seen, *(int(_number(event.get("seq"))) for event in events)])

    def _journey_ended(self, name: str, browser: str, started: float, reason: str | None) -> None:
        self.last_answer = time.monotonic()
        row: JsonObject = {"kind": "journey", "journey": name, "browser": browser}
        row |= {"outcome": "failed" if reason else "done", "reason": reason}
        self.notes.add(row | {"started": started, "ended": self.last_answer})
        self._note_screen(name, browser)

    def _note_screen(self, journey: str, browser: str) -> None:
        screen = self.seats[browser].browser.screen()
        if screen is not None:
            self.notes.add({"kind": "screen", "by": "driver", "journey": journey, "browser": browser, **screen})

    def _open_callback(self, step: plays.OpenCallback) -> None:
        """Open a redirect of the space in another browser than it was made for, or once more."""
        started, reason = time.monotonic(), None
        try:
            self.seats[step.browser].open_callback(self.seats[step.of], keep=step.keep)
        except JourneyError as error:
            reason = str(error)
        self._journey_ended("callback", step.browser, started, reason)

    def _sight(self, journey: plays.Journey, page: Answer) -> None:
        persona = self.seats[journey.browser].persona
        own = list(persona.canary.values())
        others = [value for one in self._others(persona) for value in one.canary.values()]
        text = PageText(page.text)
        own_values: list[JsonValue] = list(text.values_shown(own))
        foreign_values: list[JsonValue] = list(text.values_shown(others))
        row: JsonObject = {"kind": "sight", "journey": journey.name, "browser": journey.browser, "visit": page.visit}
        row |= {"own_values": own_values, "foreign_values": foreign_values}
        self.notes.add(row | {"names_seen": self._others_on(page, persona, names_only=True)})

    def _others(self, persona: Persona) -> list[Persona]:
        """Everybody of whom nothing may be seen: an app may show both of two people to one who acts for both."""
        return [one for one in self.instance.others(persona) if one.id not in self.relatives]

    def _others_on(self, page: Answer | None, persona: Persona, *, names_only: bool) -> list[JsonValue]:
        if page is None:
            return []
        text = PageText(page.text)
        seen: list[JsonValue] = []
        for other in self._others(persona):
            values = () if names_only else other.canary.values()
            if text.shows(other.name) or text.values_shown(values):
                seen.append(other.id)
        return seen

    # --- time ----------------------------------------------------------------------------------------------------

    def _await_expiry(self) -> None:
        """Wait for as long as the token response said, from the last moment at which the app can have read it."""
        told = dict(self.part.play.lifetimes).get("expires_in")
        issued = [_number(event.get("answered")) for event in self._exchanges() if event.get("endpoint") == "token"]
        if told is None or not issued:
            return
        self._stand_aside_until(expired_everywhere(max(self.last_answer, *issued), told))
        self.instance.space.act(self.part.id, "expire_access_token")

    def _await_session(self, step: plays.AwaitSession) -> None:
        """Look who is signed in; as long as that is nobody, and there is time, come back later and sign in again."""
        ends = time.monotonic() + step.within
        while not self._probe(step.when, step.browser):
            if time.monotonic() + BETWEEN_SIGN_INS > ends or self.stage.cancelled():
                return
            self._stand_aside_until(time.monotonic() + BETWEEN_SIGN_INS)
            self._journey(plays.Journey("login", step.browser))

    def _await_refresh(self, step: plays.AwaitRefresh) -> None:
        """Look at the measures; as long as an app that refreshes asks for no tokens, and there is time, come back.

        Ever later: who is left alone for a while should not have to be asked often.
        """
        before, pause = self._ways_to_tokens(), FIRST_PAUSE
        ends = time.monotonic() + step.within
        while True:
            self._journey(plays.Journey("read_measures", step.browser))
            settled = len(self._ways_to_tokens()) > len(before) or not any(map(_refreshes, before))
            over = time.monotonic() >= ends or self.stage.cancelled() or not self.stage.instance.up()
            if settled or over:
                return
            self._stand_aside_until(min(ends, time.monotonic() + pause))
            pause *= 2

    def _ways_to_tokens(self) -> list[JsonObject]:
        return [event for event in self._exchanges() if event.get("endpoint") in WAYS_TO_TOKENS]

    def _settle(self) -> None:
        """Wait for quiet. A control measures how long its last calls took to come; others get three times that."""
        answered = self.last_answer
        shape = self.part.play.control().shape
        if not self.part.honest:
            grace = max(QUIET, GRACE_FACTOR * self.stage.settling.get(shape, 0.0))
            self._stand_aside_until(answered + grace)
            return
        ends = answered + LONGEST_SETTLE
        while True:
            last = max([_number(event.get("received")) for event in self._exchanges()], default=0.0)
            quiet_at = max(answered, last) + QUIET
            if time.monotonic() >= min(quiet_at, ends) or self.stage.cancelled():
                break
            self._stand_aside_until(min(quiet_at, ends))
        took = max(0.0, last - answered)
        self.stage.settling[shape] = max(took, self.stage.settling.get(shape, 0.0))

    def _stand_aside_until(self, moment: float) -> None:
        """Let time pass, and others play meanwhile; stops early only when the run does."""
        if moment <= time.monotonic():
            return
        with self.stage.standing_aside():
            while (left := moment - time.monotonic()) > 0 and not self.stage.cancelled():
                time.sleep(min(left, 0.1))

    def _exchanges(self) -> list[JsonObject]:
        events = self.instance.space.events(episode=self.part.id)
        return [event for event in events if event.get("kind") == "exchange"]


def expired_everywhere(read: float, lifetime: float) -> float:
    """From when on a token is expired to every app, whatever its clock and its rounding.

    An app that read it at `read` may note the moment and the lifetime in whole seconds, each rounded up, and take the
    token for good until that second is over.
    """
    return read + lifetime + EXPIRY_MARGIN


def _addresses(space: Space) -> tuple[str, ...]:
    return (space.issuer, space.authorization_endpoint, space.token_endpoint)


def _app_origins(instance: Instance, manifest: Manifest) -> frozenset[str]:
    """Where the app's own pages may be: for one that we started, every name of this machine at its port."""
    given = {origin_of(uri) for uri in (instance.app_url, *instance.redirect_uris) if uri.startswith("http")}
    if isinstance(manifest.target, UrlTarget):
        return frozenset(given)
    if instance.front is not None:  # past the front there is nothing that a person could reach
        return frozenset(given | {f"https://{host}:{instance.front}" for host in ("localhost", "127.0.0.1", "[::1]")})
    port, scheme = instance.values["port"], instance.app_url.partition(":")[0]
    return frozenset(given | {f"{scheme}://{host}:{port}" for host in ("localhost", "127.0.0.1", "[::1]")})


def _succeeded(exchange: JsonObject) -> bool:
    response = exchange.get("response")
    return isinstance(response, dict) and response.get("status") in OK


def _refreshes(exchange: JsonObject) -> bool:
    facts = exchange.get("facts")
    return isinstance(facts, dict) and facts.get("grant_type") == "refresh_token"


def _number(value: JsonValue) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
