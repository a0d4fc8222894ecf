"""Pre-flight: is it my set-up or my app? The good journeys only, each with what to look at when it does not work."""

from __future__ import annotations

import secrets
import tempfile
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from conformance_suite.declared import clock, contradictions, observed
from conformance_suite.driver.browsers import browsers_of, require
from conformance_suite.driver.readiness import look_at
from conformance_suite.instance import NotReadyError
from conformance_suite.isolating import Isolation, isolate
from conformance_suite.manifest.model import ImageTarget, UrlTarget
from conformance_suite.plan import PERSON
from conformance_suite.play import perform
from conformance_suite.production import Production
from conformance_suite.run_directory import RunDirectory
from conformance_suite.scripts.measures import read_after_sign_in, write_after_sign_in
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.sign import Sign
from conformance_suite.standing import beside, open_standing
from conformance_suite.symptoms import sign_in_symptom
from sandbox.client import Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conformance_suite.json_value import JsonObject
    from conformance_suite.manifest.model import Manifest
    from conformance_suite.play import Stage
    from conformance_suite.plays import Play

HINTS: Final = {  # by the driver's word for what went wrong
    "bad_certificate": "install its authority in this machine's store, or name it in SSL_CERT_FILE",
    "address_refused": "only the public internet is reached, by https on 443 or 8443, and this machine itself",
    "refused": "is it up, and is this its address?",
}
MISSING = (404, 405, 410)  # statuses that say that there is no such page, or none to be opened


def examine(manifest: Manifest, *, cancelled: Callable[[], bool], chromium: Path | None = None) -> Iterator[Sign]:
    """Look at one thing after the other, and stop at the first that makes the next pointless.

    Raises:
        SandboxError, PlanError: the space cannot be started.
        IsolationError: the container engine, or the image, is not as it must be.
        ChromiumError: the manifest asks for a browser, and there is none, or it does not start.
    """
    yield Sign(well=True, seen=f"the manifest is in order: {manifest.app.name} {manifest.app.version}")
    yield from contradictions(manifest)
    program = require(manifest.driver, chromium)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="poincon-doctor-")))
        isolation = isolate(manifest, None)
        stack.callback(isolation.close)
        production = _production(stack, manifest, RunDirectory.make(folder), cancelled, isolation)
        production.browsers = browsers_of(stack, program)
        stack.callback(production.stop_apps)
        yield Sign(well=True, seen="the mock space serves")
        try:
            stage = production.new_stage()
        except NotReadyError as error:
            yield Sign(well=False, seen=str(error), hint=_start_hint(manifest, str(error)))
            return
        if manifest.driver == PERSON:
            yield Sign(well=True, seen="the rest is for a person to see: poincon check shows them the way")
            return
        yield Sign(well=True, seen=f"the app is up at {stage.instance.app_url}")
        yield from _callbacks(stage)
        yield from _journeys(manifest, production, stage)


def _start_hint(manifest: Manifest, seen: str) -> str:
    if isinstance(manifest.target, UrlTarget):
        return next((hint for reason, hint in HINTS.items() if reason in seen), "is it up, and is this its address?")
    if isinstance(manifest.target, ImageTarget):
        return "the image must run as another user than root, write to /tmp only, and listen on target.port"
    return "start it by hand with the same command, cwd and environment"


def _production(
    stack: ExitStack,
    manifest: Manifest,
    directory: RunDirectory,
    cancelled: Callable[[], bool],
    isolation: Isolation,
) -> Production:
    seed = secrets.randbelow(2**31)
    log = directory.log("space")
    if isinstance(manifest.target, UrlTarget):
        sandbox, standing = open_standing(stack, manifest, beside(manifest), seed=seed, log=log)
        return Production(manifest, sandbox, directory, lambda **_: standing.space, cancelled, standing=standing)
    sandbox = stack.enter_context(Sandbox.start(seed=seed, log=log))
    new_space = partial(sandbox.create_space, seed=seed)
    return Production(manifest, sandbox, directory, new_space, cancelled, isolation=isolation)


def _callbacks(stage: Stage) -> Iterator[Sign]:
    """Whether each redirect URI leads to a page of the app: without parameters it may refuse, not be missing."""
    for uri in stage.instance.redirect_uris:
        if not uri.startswith(("http://", "https://")):
            continue  # of a native app: only its system can open it
        look = look_at(uri, stage.instance.ca_bundle, stage.instance.guard)
        if look.reason:
            hint = HINTS.get(look.reason, "client.redirect_uris")
            yield Sign(well=False, seen=f"nothing answers at the redirect URI {uri} ({look.reason})", hint=hint)
        elif look.status in MISSING:
            hint = "client.redirect_uris must name the page that takes the answer of the space"
            yield Sign(
                well=False, seen=f"the app has no page at the redirect URI {uri} (status {look.status})", hint=hint
            )


def _journeys(manifest: Manifest, production: Production, stage: Stage) -> Iterator[Sign]:
    problem, events = _played(sign_in().control(), production, stage)
    if problem:
        symptom = sign_in_symptom(problem, events, manifest)
        yield Sign(well=False, seen=symptom.seen, hint=symptom.hint)
        yield from (sign for sign in observed(manifest, events) if not sign.well)
        return
    yield Sign(well=True, seen="a person signs in at the space, and the session page shows who it is")
    if manifest.declares("read_measures"):
        yield _reading(*_played(read_after_sign_in().control(), production, stage))
    if manifest.declares("write_measure"):
        yield _writing(*_played(write_after_sign_in().control(), production, stage))
    events = stage.instance.space.events()
    yield from clock(events)
    yield from observed(manifest, events)


def _played(play: Play, production: Production, stage: Stage) -> tuple[str | None, list[JsonObject]]:
    part = production.part("control_first", play)
    done = perform(part, stage)
    events = stage.instance.space.events()
    # a handshake that failed belongs to nobody's episode, and tells most
    return done.problem, [event for event in events if event.get("episode") in {part.id, None}]


def _reading(problem: str | None, events: list[JsonObject]) -> Sign:
    sights = [event for event in events if event.get("kind") == "sight"]
    reads = [event for event in events if event.get("endpoint") == "measures_read"]
    if problem is None and any(sight.get("own_values") for sight in sights):
        if not _asked_while_looking(events, reads):
            seen = (
                "the person sees their own latest measure, which the app had read beforehand: it asked for nothing then"
            )
            hint = (
                "let read_measures make the app read, by its own button to read again, say; else much is inconclusive"
            )
            return Sign(well=True, seen=seen, hint=hint)
        return Sign(well=True, seen="the person sees their own latest measure")
    seen = "the page of read_measures does not show the person's latest weight"
    if not reads:
        return Sign(well=False, seen=f"{seen}: the app read no measure from the space", hint="see {fhir_base}")
    return Sign(well=False, seen=seen, hint="it is written with two decimals, such as 61.37 or 61,37")


def _asked_while_looking(events: list[JsonObject], reads: list[JsonObject]) -> bool:
    looks = [event for event in events if event.get("kind") == "journey" and event.get("journey") == "read_measures"]
    return any(
        _moment(look, "started") <= _moment(read, "received") <= _moment(look, "ended")
        for look in looks
        for read in reads
    )


def _moment(event: JsonObject, name: str) -> float:
    moment = event.get(name)
    return float(moment) if isinstance(moment, int | float) else 0.0


def _writing(problem: str | None, events: list[JsonObject]) -> Sign:
    writes = [event for event in events if event.get("endpoint") == "measures_write"]
    accepted = [one for one in writes if isinstance(one.get("response"), dict) and _accepted(one)]
    if problem is None and accepted:
        return Sign(well=True, seen="the space accepts the measure that the app writes")
    if not writes:
        hint = "does the journey post what the app's own form would?"
        return Sign(well=False, seen="write_measure made the app write nothing to the space", hint=hint)
    return Sign(well=False, seen="the space refused the measure", hint="see the OperationOutcome in the app's log")


def _accepted(event: JsonObject) -> bool:
    response = event.get("response")
    status = response.get("status") if isinstance(response, dict) else None
    return isinstance(status, int) and status in range(200, 300)
