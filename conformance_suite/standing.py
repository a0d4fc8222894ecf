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
from typing import TYPE_CHECKING

from conformance_suite.instance import register
from conformance_suite.manifest.addresses import reason_not_to_contact
from conformance_suite.manifest.model import UrlTarget
from conformance_suite.manifest.placeholders import expand
from conformance_suite.plan import PlanError
from conformance_suite.production import Standing
from sandbox.client import Ports, Sandbox

if TYPE_CHECKING:
    from pathlib import Path

    from conformance_suite.manifest.model import Manifest

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


def register_app(manifest: Manifest, *, seed: int) -> tuple[Registration, Standing, Path]:
    """Make the standing space of a `url` app, or find it again, and register the app there.

    Returns the registration, the space and client as they are told to the app, and the authority to trust.

    Raises:
        PlanError: the target is not a URL, or an earlier registration cannot be read.
        SandboxError: the space cannot be started.
    """
    if not isinstance(manifest.target, UrlTarget):
        raise PlanError("only an app with target.url needs registering: others are registered at each run")
    space_id = manifest.target.space or _slug(manifest.app.name)
    folder = folder_of(manifest, space_id)
    folder.mkdir(parents=True, exist_ok=True)
    registration = read_registration(folder) if (folder / FILE).exists() else _new(space_id, seed)
    with ExitStack() as stack:
        sandbox, standing = _start(stack, manifest, registration, seed=registration.seed, log=folder / "space.log")
        (folder / FILE).write_text(json.dumps(asdict(registration), indent=1) + "\n", encoding="utf-8")
        return registration, standing, sandbox.ca_bundle


def open_standing(stack: ExitStack, manifest: Manifest, *, seed: int, log: Path) -> tuple[Sandbox, Standing]:
    """Start the standing space of a `url` app, until `stack` closes.

    Raises:
        PlanError: the app was never registered.
        SandboxError: the space cannot be started.
    """
    return _start(stack, manifest, require_registration(manifest), seed=seed, log=log)


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


def _start(
    stack: ExitStack, manifest: Manifest, registration: Registration, *, seed: int, log: Path
) -> tuple[Sandbox, Standing]:
    url = manifest.target.url if isinstance(manifest.target, UrlTarget) else ""
    refusal = reason_not_to_contact(url) if url else None
    if refusal:
        raise PlanError(f"target.url is refused: {refusal}")
    folder = folder_of(manifest, registration.id)
    ports = Ports(main=registration.main_port, token=registration.token_port)
    sandbox = stack.enter_context(Sandbox.start(seed=seed, log=log, ports=ports, authority=folder / "state"))
    space = sandbox.create_space(space_id=registration.id, seed=seed)
    url = manifest.target.url.rstrip("/") if isinstance(manifest.target, UrlTarget) else ""
    known = {"app_url": url, "port": "", "python": "", "instance_dir": ""}
    known["redirect_uri"] = expand(manifest.client.redirect_uris[0], known)
    client = register(manifest, space, known, client_id=registration.client_id)
    return sandbox, Standing(space, client)


def _new(space_id: str, seed: int) -> Registration:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return Registration(space_id, one.getsockname()[1], other.getsockname()[1], f"app-{space_id}", seed)


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_ID].strip("-") or "app"
