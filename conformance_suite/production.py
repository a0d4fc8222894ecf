"""What one run holds while it is played: the spaces' process, the instances, the numbers given out, the way to stop."""

from __future__ import annotations

import itertools
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from conformance_suite.app_log import read_log
from conformance_suite.driver.browsers import Browsers
from conformance_suite.driver.line import TO_APPS
from conformance_suite.instance import Bundles, Instance, NotReadyError, prepare
from conformance_suite.isolating import Isolation
from conformance_suite.play import Part, Stage
from conformance_suite.room import Room
from sandbox.client import SandboxError

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance_suite.json_value import JsonObject
    from conformance_suite.manifest.model import Manifest
    from conformance_suite.plays import Play
    from conformance_suite.run_directory import RunDirectory
    from sandbox.client import Client, Sandbox, Space
    from sandbox.egress import Guard

CONFIRMING_STARTS = 3  # one after another: an app that fails every other one is found out


class Turns:
    """Lets requests to the app through at no more than `rate` a second; None: no bound."""

    def __init__(self, rate: float | None) -> None:
        self._gap = 0.0 if rate is None else 1.0 / rate
        self._next = 0.0
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Return when one more request may be made."""
        if not self._gap:
            return
        with self._lock:
            now = time.monotonic()
            at = max(now, self._next)
            self._next = at + self._gap
        time.sleep(at - now)


@dataclass(frozen=True)
class Standing:
    """A space that outlives runs, the client that the app was registered as there, and who signs its metadata."""

    space: Space
    client: Client
    metadata_jwks: JsonObject | None = None  # where the app takes signed metadata only


@dataclass
class Starts:
    """How the app starts: where nothing is wrong in the space, and whether it refused to where something was."""

    honest: int = 0
    failed: int = 0  # of the honest ones
    refused: bool = False

    def as_json(self) -> JsonObject:
        """The `starts` of a run's record."""
        return {"honest": self.honest, "failed": self.failed, "refused": self.refused}


@dataclass
class Production:
    """One run being played. `new_space` makes the space of an instance; `standing` is the only one for a `url` app."""

    manifest: Manifest
    sandbox: Sandbox
    directory: RunDirectory
    new_space: Callable[..., Space]
    cancelled: Callable[[], bool]
    jobs: int = 8
    standing: Standing | None = None
    browsers: Browsers = field(default_factory=Browsers)
    isolation: Isolation = field(default_factory=lambda: Isolation("process"))
    guard: Guard = TO_APPS
    instances: list[Instance] = field(default_factory=list)
    spaces: list[Space] = field(default_factory=list)
    starts: Starts = field(default_factory=Starts)
    _fetched: dict[str, list[JsonObject]] = field(default_factory=dict, repr=False)  # events, by space
    _instance_numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _episode_numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _visit_numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _longest_start: float = 0.0  # seconds from a start with nothing wrong in the space until the app was up
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _fetching: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._turns = Turns(self.manifest.limits.rate)
        self.room = Room(min(self.jobs, self.browsers.at_once or self.jobs))

    def new_stage(self, *, apart: bool = False, browsers: Browsers | None = None) -> Stage:
        """An instance that is up, alone in its space but for one bystander whose data nobody else may show.

        `apart` gives endpoints of the space listeners of their own; a standing space stays as it is. `browsers` are
        those of its people, where they are others than the run's.

        Raises:
            NotReadyError: the app did not come up.
            SandboxError: the space could not be made, or refuses the app's client.
        """
        stage = self.dark_stage(apart=apart, browsers=browsers)
        began = time.monotonic()
        try:
            stage.start()
        except NotReadyError:
            with self._lock:
                self.starts.failed += not self.cancelled()
            raise
        finally:
            with self._lock:
                self.starts.honest += 1
        with self._lock:
            self._longest_start = max(self._longest_start, time.monotonic() - began)
        return stage

    def confirm_starts(self) -> None:
        """Start an app that refused to a few times more where nothing is wrong; call while nothing else starts.

        Not to start is an answer to a faulty space only of an app that else starts every time. A space that cannot be
        made confirms nothing: it counts as a start that failed.
        """
        if not self.starts.refused:
            return
        for _ in range(CONFIRMING_STARTS):
            if self.starts.failed or self.cancelled():
                return
            try:
                self.new_stage().instance.stop()
            except NotReadyError:
                return
            except SandboxError:
                self.starts.failed += 1

    def dark_stage(
        self, *, apart: bool = False, manifest: Manifest | None = None, browsers: Browsers | None = None
    ) -> Stage:
        """The same before the app is started, for an episode that begins with its start, as another `manifest` has it.

        Raises:
            SandboxError: the space could not be made, or refuses the app's client.
        """
        standing = self.standing
        manifest = manifest or self.manifest
        space = standing.space if standing else self.new_space(apart=apart)
        with self._lock:
            number = next(self._instance_numbers)
            if space not in self.spaces:
                self.spaces.append(space)
        name = f"i-{number}"
        bundles = Bundles(self.sandbox.ca_bundle, self.sandbox.ca_p12)
        client = standing.client if standing else None
        log, within = self.directory.log(name), None if standing else self.sandbox.ca_bundle.parent
        instance = prepare(
            name, manifest, space, bundles, log=log, client=client, within=within, isolation=self.isolation
        )
        instance.guard = self.guard
        with self._lock:
            self.instances.append(instance)
        instance.persona()
        return Stage(
            instance,
            manifest,
            self._visit_id,
            self._turns.wait,
            self.cancelled,
            self._start_took,
            browsers or self.browsers,
            self.room.standing_aside,
        )

    def forget(self, stage: Stage) -> None:
        """End the app of a stage; what its space has seen is none of the run's."""
        stage.instance.stop()
        with self._lock:
            self.spaces.remove(stage.instance.space)

    def part(self, role: str, play: Play, case: str | None = None) -> Part:
        """An episode to play, with an id of its own."""
        return Part(f"e-{next(self._episode_numbers)}", role, case, play)

    def _start_took(self) -> float:
        return self._longest_start

    def _visit_id(self) -> str:
        return f"v-{next(self._visit_numbers)}"

    def stop_apps(self) -> None:
        """End every app that was started. Safe to call twice, and from another thread."""
        with self._lock:
            instances = list(self.instances)
        enders = [threading.Thread(target=instance.stop) for instance in instances]
        for ender in enders:
            ender.start()
        for ender in enders:
            ender.join()

    def clean_logs(self) -> None:
        """Take the secrets out of what the apps printed; call once they have ended."""
        for instance in self.instances:
            instance.clean_log()

    def app_logs(self) -> list[JsonObject]:
        """What the apps of this run wrote, as far as a judge has to see it: an event for each that was started."""
        with self._lock:
            started = [one for one in self.instances if one.process is not None and one.space in self.spaces]
        logs: list[JsonObject] = []
        for instance in started:
            with suppress(SandboxError, OSError):  # what cannot be searched is not told of
                log = read_log(instance.log, instance.space.scrub)
                logs.append({"t": time.monotonic(), "space": instance.space.id, "instance": instance.id, **log})
        return logs

    def events(self) -> list[JsonObject]:
        """Everything journalled in the spaces of this run, so far; what was fetched before is not asked for again."""
        with self._fetching:
            for space in tuple(self.spaces):
                known = self._fetched.setdefault(space.id, [])
                last = known[-1].get("seq") if known else 0
                try:
                    known += space.events(after=last if isinstance(last, int) else 0)
                except SandboxError:
                    continue  # the process is gone: what was not fetched is lost
            return [event for known in self._fetched.values() for event in known]
