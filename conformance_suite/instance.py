"""One instance: a mock space, the app under test told about it, and the people who live there."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from conformance_suite.app_environment import environment
from conformance_suite.app_log import muted
from conformance_suite.driver.line import TO_APPS
from conformance_suite.driver.origins import origin_of
from conformance_suite.driver.person import Persona
from conformance_suite.driver.readiness import Look, listens, look_at
from conformance_suite.isolating import Isolation
from conformance_suite.last_words import last_words
from conformance_suite.manifest.model import CommandTarget, ImageTarget, UrlTarget
from conformance_suite.manifest.placeholders import expand, expand_all
from conformance_suite.ports import free_port
from sandbox.client import SandboxError
from sandbox.isolation.process import IsolationError, start

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from conformance_suite.json_value import JsonObject
    from conformance_suite.manifest import model as manifest_model
    from conformance_suite.manifest.model import Manifest, Target
    from sandbox.client import Client, Space
    from sandbox.egress import Guard
    from sandbox.isolation.pod import Pod
    from sandbox.isolation.process import Process

PSC = "prosanteconnect"  # as the space names its identity providers
PAUSE = 0.05  # seconds between two looks at whether the app is up
LONGEST_LOG = 1024 * 1024  # bytes of what an app printed that are kept


class NotReadyError(Exception):
    """The app did not come up; the message says what was seen of it."""


@dataclass
class Instance:
    """A space and an app. `values` are the placeholders that do not depend on a person."""

    id: str
    space: Space
    client: Client
    app_url: str
    redirect_uris: tuple[str, ...]
    values: Mapping[str, str]
    ca_bundle: Path
    folder: Path
    log: Path
    isolation: Isolation = field(default_factory=lambda: Isolation("process"))
    guard: Guard = TO_APPS  # looks at each address of the app
    process: Process | Pod | None = None
    front: int | None = None  # the port of the TLS before the app, where there is one
    people: list[Persona] = field(default_factory=list)
    professionals: int = 0  # how many have come
    stopped: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def persona(self) -> Persona:
        """Somebody who has not been here yet."""
        with self._lock:
            made = self.space.create_persona()
            persona = Persona(made.id, made.name, made.email, made.password, dict(made.canary))
            self.people.append(persona)
        return persona

    def professional(self) -> Persona:
        """A professional who has not been here yet; they have no measures of their own."""
        with self._lock:
            self.professionals += 1
            found = self.space.professionals(start=self.professionals - 1, count=1)
        if not found:
            raise SandboxError("every professional of the space has been here")
        return Persona(found[0].id, found[0].name, found[0].national_id, found[0].password, {})

    def others(self, persona: Persona) -> tuple[Persona, ...]:
        """Everybody else who lives here."""
        with self._lock:
            return tuple(one for one in self.people if one.id != persona.id)

    def alive(self) -> bool:
        """Whether the app runs, as far as we can know: one that we did not start counts as running."""
        return self.process is None or self.process.alive()

    def up(self) -> bool:
        """Whether the app, once it was ready, can still be visited.

        A process that dies stops listening at once, and only a little later do we hear that it has ended.
        """
        return self.process is None or (self.process.alive() and _listens(self))

    def lost_its_port(self) -> bool:
        """Whether the app has ended, and something else listens where it was to."""
        return not self.alive() and _listens(self)

    def tell(self, event: str, detail: str | None = None) -> None:
        """Journal what became of this instance; nothing when the space is gone already."""
        row: JsonObject = {"kind": "instance", "instance": self.id, "event": event, "detail": detail}
        row["t"] = time.monotonic()
        try:
            self.space.record([row])
        except SandboxError:
            return

    def start(self, target: CommandTarget | ImageTarget) -> None:
        """Start the app, unless the instance was stopped meanwhile. Raises NotReadyError."""
        with self._lock:
            if self.stopped:
                raise NotReadyError("the run was stopped")
            try:
                if isinstance(target, CommandTarget):
                    command = [expand(word, self.values) for word in target.command]
                    env = environment(self.values, target)
                    self.process = start(command, cwd=target.cwd, env=env, log=self.log, scratch=self.folder)
                else:
                    from conformance_suite.in_a_pod import start_in_a_pod  # noqa: PLC0415 - half a second for images only

                    self.process = start_in_a_pod(
                        target, self.values, self.space, self.isolation, log=self.log, scratch=self.folder
                    )
            except IsolationError as error:
                raise NotReadyError(str(error)) from error

    def stop(self) -> None:
        """End the app and all its descendants, and forget its folder."""
        with self._lock:  # an app that is being started is waited for, and ended
            again, self.stopped = self.stopped, True
        if self.process is not None and not again:
            ended_by_itself = not self.process.alive()
            self.process.stop()
            self.tell("exited" if ended_by_itself else "killed", f"status {self.process.exit_status()}")
        if self.front is not None and not again:
            with suppress(SandboxError):  # it went with the space
                self.space.close_app_front(self.front)
        shutil.rmtree(self.folder, ignore_errors=True)

    def clean_log(self) -> None:
        """Take the secrets of this instance out of what its app printed, and keep the end of a flood only."""
        try:
            size = self.log.stat().st_size
            with self.log.open("rb") as file:
                file.seek(max(0, size - LONGEST_LOG))
                text = file.read().decode("utf-8", "replace")
            self.log.write_text(muted(self.space.scrub(text)), encoding="utf-8")
        except FileNotFoundError:
            return
        except (OSError, SandboxError):
            self.log.unlink(missing_ok=True)  # better no log than one that tells


@dataclass(frozen=True)
class Bundles:
    """The private authority of the spaces, as files."""

    ca_bundle: Path
    ca_p12: Path


def prepare(
    instance_id: str,
    manifest: Manifest,
    space: Space,
    bundles: Bundles,
    *,
    log: Path,
    client: Client | None = None,
    port: int | None = None,
    within: Path | None = None,
    isolation: Isolation | None = None,
) -> Instance:
    """Gather what the app will be told, registering its client at the space if it has none. The app is not started.

    `port` is where people find a started app, any free one by default; it listens there itself, or behind the TLS
    front that its manifest asks for. The folder of the instance is made `within` one that goes when the space ends,
    however this process does; in the system's own by default.

    Raises:
        SandboxError: the space refuses the client metadata, or the front cannot be opened.
    """
    public = port or free_port()
    fronted = isinstance(manifest.target, CommandTarget) and manifest.target.tls_front
    own_port = free_port() if fronted else public
    url = _address(manifest.target, public)
    before = {"app_url": url, "port": str(own_port), "python": sys.executable}
    redirect_uri = expand(manifest.client.redirect_uris[0], before)
    known = before | {"redirect_uri": redirect_uri}
    folder = Path(tempfile.mkdtemp(prefix=f"poincon-{instance_id}-", dir=within))
    home = folder / "home"
    home.mkdir()
    try:
        told = known | {"instance_dir": str(home)}
        second = None if client or manifest.client_2 is None else register(manifest, space, told, of=manifest.client_2)
        client = client or register(manifest, space, told)
        at_psc = _register_at_psc(manifest, space, known)
        front = space.open_app_front(port=public, app_port=own_port) if fronted else None
        pem = space.certify_app() if _speaks_tls(manifest.target) else None
        jwks = space.sign_metadata() if manifest.app.takes_signed_metadata else None
    except SandboxError:
        shutil.rmtree(folder)
        raise
    own = {
        "tls_pem": _private(folder / "tls.pem", pem) if pem else "",
        "metadata_jwks_file": _private(folder / "metadata-jwks.json", json.dumps(jwks)) if jwks else "",
    }
    values = told | _values(space, client, bundles, folder) | _second_values(space, second) | at_psc | own
    given = (manifest.client, *([manifest.client_2] if manifest.client_2 else []))
    uris = tuple(dict.fromkeys(expand(uri, known) for one in given for uri in one.redirect_uris))
    made = Instance(instance_id, space, client, url, uris, values, bundles.ca_bundle, folder, log, front=front)
    made.isolation = isolation or made.isolation
    if client.private_jwk is not None:  # known as a secret wherever the app may write it
        space.secrets(None, [str(client.private_jwk.get("d"))], kind="private_key")
    return made


def _address(target: Target, port: int) -> str:
    """Where people find the app; a started one at `port` of this machine."""
    if isinstance(target, UrlTarget):
        return target.url.rstrip("/")
    secure = isinstance(target, CommandTarget) and (target.tls_front or target.own_tls)
    return f"{'https' if secure else 'http'}://localhost:{port}"


def _speaks_tls(target: Target) -> bool:
    return isinstance(target, CommandTarget) and target.own_tls


def register(
    manifest: Manifest,
    space: Space,
    known: Mapping[str, str],
    *,
    client_id: str | None = None,
    of: manifest_model.Client | None = None,
) -> Client:
    """The app's client, registered at the space; `known` gives the placeholders of the app. Raises SandboxError.

    `of` is another client of the manifest: the one that the app has at the second issuer.
    """
    metadata = {key: expand_all(value, known) for key, value in (of or manifest.client).metadata.items()}
    try:
        return space.register_client({"client_name": manifest.app.name, **metadata}, client_id=client_id)
    except SandboxError as error:
        raise SandboxError(f"the space refuses the client of the manifest: {error}") from error


def _register_at_psc(manifest: Manifest, space: Space, known: Mapping[str, str]) -> dict[str, str]:
    """What the app is told of Pro Santé Connect; its client, if we start it and it declares one, is registered.

    Raises SandboxError.
    """
    issuer = space.identity_providers.get(PSC, "")
    told = {"psc_issuer": issuer, "psc_client_id": "", "psc_client_secret": ""}
    if manifest.client_psc is None or isinstance(manifest.target, UrlTarget):  # nobody could tell an app of that target
        return told
    metadata = {key: expand_all(value, known) for key, value in manifest.client_psc.metadata.items()}
    try:
        client = space.register_client({"client_name": manifest.app.name, **metadata}, provider=PSC)
    except SandboxError as error:
        raise SandboxError(f"Pro Santé Connect refuses the client of the manifest: {error}") from error
    return told | {"psc_client_id": client.client_id, "psc_client_secret": client.client_secret or ""}


def _values(space: Space, client: Client, bundles: Bundles, folder: Path) -> dict[str, str]:
    jwk = client.private_jwk
    return {
        "issuer": space.issuer,
        "authorization_endpoint": space.authorization_endpoint,
        "token_endpoint": space.token_endpoint,
        "jwks_uri": space.jwks_uri,
        "userinfo_endpoint": space.userinfo_endpoint,
        "fhir_base": space.fhir_base,
        **{f"{family}_base": space.apis.get(family, "") for family in ("documents", "agenda", "messages")},
        "ca_bundle": str(bundles.ca_bundle),
        "ca_p12": str(bundles.ca_p12),
        "client_id": client.client_id,
        "client_secret": client.client_secret or "",
        "private_jwk_file": "" if jwk is None else _private(folder / "private.jwk", json.dumps(jwk)),
        "client_tls_pem": "" if client.tls_pem is None else _private(folder / "client.pem", client.tls_pem),
        "solution_oid": client.solution_oid,
        "id_token_header": client.id_token_header,
    }


def _second_values(space: Space, client: Client | None) -> dict[str, str]:
    """What an app is told of its second issuer; nothing where it has none."""
    if client is None:
        return dict.fromkeys(("issuer_2", "client_id_2", "client_secret_2"), "")
    secret = client.client_secret or ""
    return {"issuer_2": space.issuer_2, "client_id_2": client.client_id, "client_secret_2": secret}


def _private(path: Path, text: str) -> str:
    """Keep a key where nobody else reads it; where that is."""
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")
    return str(path)


def bring_up(instance: Instance, manifest: Manifest, *, cancelled: Callable[[], bool], within: float = 0.0) -> None:
    """Start the app, if it is ours to start, and wait until it is up: its timeout, or `within` if that is longer.

    Raises NotReadyError.
    """
    try:
        if not isinstance(manifest.target, UrlTarget):
            instance.start(manifest.target)
        instance.tell("started")
        if not instance.app_url:  # on somebody's device: it is up when they say so
            return
        _await_ready(instance, manifest, cancelled=cancelled, within=max(manifest.target.timeout, within))
    except NotReadyError as error:
        instance.tell("not_ready", str(error))
        raise
    instance.tell("ready")


def _await_ready(instance: Instance, manifest: Manifest, *, cancelled: Callable[[], bool], within: float) -> None:
    target = manifest.target
    ends = time.monotonic() + within
    while not (look := _look(instance, target.ready)).up:
        if cancelled():
            raise NotReadyError("the run was stopped")
        if not instance.alive():
            ending = instance.process.ending() if instance.process is not None else "ended"
            raise NotReadyError(
                f"the app {ending} before it was ready. {_tail(instance.log, 'Its last words')}".strip()
            )
        if time.monotonic() >= ends:
            where = target.ready or origin_of(instance.app_url)
            seen = f"status {look.status}" if look.status else look.reason
            message = f"the app did not answer 2xx on {where} within {within:g} s (last: {seen})"
            raise NotReadyError(f"{message}. {_tail(instance.log, 'The last it wrote')}".rstrip(". "))
        time.sleep(PAUSE)


def _look(instance: Instance, ready: str | None) -> Look:
    behind_front = instance.front is not None  # which answers for an app that is not there by breaking off
    if ready is None or (behind_front and not _listens(instance)):
        return Look(status=HTTPStatus.OK) if ready is None and _listens(instance) else Look(reason="refused")
    return look_at(instance.app_url + ready, instance.ca_bundle, instance.guard)


def _listens(instance: Instance) -> bool:
    if instance.front is not None:  # the front listens as long as the space lives
        return listens(f"http://localhost:{instance.values['port']}")
    return listens(instance.app_url, instance.guard)


def _tail(log: Path, named: str) -> str:
    try:
        words = last_words(log.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return ""
    return f"{named}: {words}" if words else ""
