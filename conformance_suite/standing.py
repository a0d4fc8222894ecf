"""Standing spaces: what an app that somebody else runs is told once, and finds again at each run.

Each lives in `.poincon/spaces/ID` beside the manifest: its ports, its authority, its keys and its client.
"""

from __future__ import annotations

import json
import re
import socket
import unicodedata
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from fcntl import LOCK_EX, LOCK_NB, flock
from typing import TYPE_CHECKING

from conformance_suite.driver.line import TO_APPS
from conformance_suite.instance import register
from conformance_suite.manifest.model import UrlTarget
from conformance_suite.manifest.placeholders import expand
from conformance_suite.plan import PlanError
from conformance_suite.production import Standing
from sandbox.client import Place, Ports, Sandbox
from sandbox.egress import EgressError, RefusedUrlError

if TYPE_CHECKING:
    from pathlib import Path

    from conformance_suite.json_value import JsonObject
    from conformance_suite.manifest.model import Manifest
    from sandbox.client import Mode
    from sandbox.egress import Guard

FOLDER = ".poincon"
FILE = "space.json"
LONGEST_ID = 32


@dataclass(frozen=True)
class Registration:
    """Where a standing space lives and which client the app is there."""

    id: str
    main_port: int
    token_port: int
    client_id: str
    seed: int


def folder_of(manifest: Manifest, space_id: str) -> Path:
    """The folder of a standing space."""
    return manifest.folder / FOLDER / "spaces" / space_id


@dataclass(frozen=True)
class Lodging:
    """Where a standing space lives: the folder that keeps it, its ports and client, the place where apps find it."""

    folder: Path
    registration: Registration
    place: Place


def beside(manifest: Manifest) -> Lodging:
    """Where the space of a `url` app lives that was registered on this machine. Raises PlanError if it never was."""
    registration = require_registration(manifest)
    return Lodging(folder_of(manifest, registration.id), registration, Place())


def addresses_of(manifest: Manifest, guard: Guard) -> tuple[str, ...]:
    """Where the app of a `url` target is; none if it is on a device. Raises PlanError if we do not go there."""
    url = _url_of(manifest)
    try:
        return tuple(map(str, guard.check(url).addresses)) if url else ()
    except (RefusedUrlError, EgressError) as error:
        raise PlanError(f"target.url is refused: {error}") from error


def _url_of(manifest: Manifest) -> str:
    return manifest.target.url.rstrip("/") if isinstance(manifest.target, UrlTarget) else ""


def place_at(host: str, callers: tuple[str, ...] = ()) -> Place:
    """The place of that name, whose address is looked up. Raises PlanError when the name is unknown."""
    if host == Place.host:
        return Place()
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise PlanError(f"the name {host} of the spaces is not known: {error}") from error
    return Place(host, str(found[0][4][0]).partition("%")[0], callers)


def register_app(manifest: Manifest, *, seed: int) -> tuple[Registration, Standing, Path]:
    """Make the standing space of a `url` app, or find it again, and register the app there.

    Returns the registration, the space and client as they are told to the app, and the authority to trust.

    Raises:
        PlanError: the target is not a URL, an earlier registration cannot be read, or the space is in use.
        SandboxError: the space cannot be started.
    """
    if not isinstance(manifest.target, UrlTarget):
        raise PlanError("only an app with target.url needs registering: others are registered at each run")
    space_id = manifest.target.space or _slug(manifest.app.name)
    folder = folder_of(manifest, space_id)
    folder.mkdir(parents=True, exist_ok=True)
    registration = read_registration(folder) if (folder / FILE).exists() else _new(space_id, seed)
    lodging = Lodging(folder, registration, Place())
    with ExitStack() as stack:
        sandbox, standing = open_standing(stack, manifest, lodging, seed=registration.seed, log=folder / "space.log")
        (folder / FILE).write_text(json.dumps(asdict(registration), indent=1) + "\n", encoding="utf-8")
        return registration, standing, sandbox.ca_bundle


def coordinates(registration: Registration, standing: Standing) -> JsonObject:
    """What an app that runs by itself is told of its space."""
    space = standing.space
    client = {key: value for key, value in asdict(standing.client).items() if value is not None}
    told = {"space": registration.id, "issuer": space.issuer, "fhir_base": space.fhir_base, **client}
    return told if standing.metadata_jwks is None else told | {"metadata_jwks": standing.metadata_jwks}


def open_standing(
    stack: ExitStack,
    manifest: Manifest,
    lodging: Lodging,
    *,
    seed: int,
    log: Path,
    mode: Mode = "suite",
    guard: Guard = TO_APPS,
    renew: bool = False,
) -> tuple[Sandbox, Standing]:
    """Start the standing space of a `url` app, until `stack` closes; `renew` gives its client new credentials.

    Raises:
        PlanError: the app is where we do not go, or its space is in use.
        SandboxError: the space cannot be started.
    """
    addresses_of(manifest, guard)
    registration = lodging.registration
    _hold(stack, lodging)
    ports = Ports(main=registration.main_port, token=registration.token_port)
    sandbox = stack.enter_context(
        Sandbox.start(seed=seed, log=log, ports=ports, authority=lodging.folder / "state", place=lodging.place)
    )
    space = sandbox.create_space(space_id=registration.id, seed=seed, mode=mode, anew=True)
    if renew and any(client["client_id"] == registration.client_id for client in space.clients()):
        space.remove_client(registration.client_id)
    known = {"app_url": _url_of(manifest), "port": "", "python": "", "instance_dir": ""}
    known["redirect_uri"] = expand(manifest.client.redirect_uris[0], known)
    client = register(manifest, space, known, client_id=registration.client_id)
    jwks = space.sign_metadata() if manifest.app.takes_signed_metadata else None
    return sandbox, Standing(space, client, jwks)


def _hold(stack: ExitStack, lodging: Lodging) -> None:
    """Keep the space from whoever else would start it meanwhile: its ports and its files are for one. Raises PlanError.

    The kernel lets go when this process ends, however it does.
    """
    lodging.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = stack.enter_context((lodging.folder / "in-use").open("w"))
    try:
        flock(file, LOCK_EX | LOCK_NB)
    except BlockingIOError as error:
        raise PlanError(
            f"the space {lodging.registration.id} is in use by another run: wait until that is over"
        ) from error


def require_registration(manifest: Manifest) -> Registration:
    """The registration of a `url` app. Raises PlanError when it was never registered."""
    target = manifest.target
    if not isinstance(target, UrlTarget) or target.space is None:
        raise PlanError("this app runs by itself: register it once with `poincon register`, then write target.space")
    folder = folder_of(manifest, target.space)
    if not (folder / FILE).exists():
        raise PlanError(f"there is no standing space {target.space!r} beside the manifest: run `poincon register`")
    return read_registration(folder)


def read_registration(folder: Path) -> Registration:
    """The registration kept in a folder. Raises PlanError."""
    try:
        return Registration(**json.loads((folder / FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise PlanError(f"{folder / FILE} cannot be read: delete {folder} and register again") from error


def _new(space_id: str, seed: int) -> Registration:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return Registration(space_id, one.getsockname()[1], other.getsockname()[1], f"app-{space_id}", seed)


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_ID].strip("-") or "app"
