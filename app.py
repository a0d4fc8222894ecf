"""The wiring: the only module that knows every package. Holds the WSGI entry and the root of the command `poincon`.

Each package brings its own commands. The portal gets what it needs from below by its ports, and the demonstration its
stage: two releases of an example, a production space, the labelled app in it, and people at their browsers.
"""

import json
import os
import shutil
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import click
from flask import Flask

from catalogue_portal.commands import portal_commands, worker_command
from catalogue_portal.demonstration.commands import demo_command
from catalogue_portal.demonstration.stage import ProductionSpace, RegistrationRefusedError
from catalogue_portal.labels.verifying import verify_command
from catalogue_portal.options import as_arguments
from catalogue_portal.portal import create_portal
from catalogue_portal.ports import (
    BadManifest,
    ManifestFacts,
    ManifestProblem,
    Ports,
    RunCancelled,
    RunOrder,
    RunOutcome,
    RunProgress,
    TargetKind,
)
from catalogue_portal.settings import Settings
from conformance_suite import api
from conformance_suite.commands import COMMANDS as SUITE_COMMANDS
from conformance_suite.instance import free_port
from conformance_suite.manifest.model import CommandTarget, Manifest, UrlTarget
from conformance_suite.manifest.problems import ManifestError
from conformance_suite.rehearsal import Rehearsal, RehearsalError, Visitor
from doctrine.commands import doctrine
from sandbox.client import Client, Sandbox, Space, Trust
from sandbox.client import Ports as SpacePorts
from sandbox.commands import sandbox
from sandbox.egress import Guard

PROGRAM = (sys.executable, "-I", "-c", "from app import main; main(prog_name='poincon')")


@click.group()
@click.version_option(package_name="poincon")
def main() -> None:
    """Poinçon: the assay office for e-health apps."""


# --- the portal's ports ----------------------------------------------------------------------------------------------


def execute(order: RunOrder, *, progress: Callable[[RunProgress], None], cancelled: Callable[[], bool]) -> RunOutcome:
    """Have the suite play what the portal orders."""

    def tell(said: api.Progress) -> None:
        progress(RunProgress(**vars(said)))

    out = order.out / "run"
    try:
        if order.kind == "hook_up":
            report = api.hook_up(
                order.manifest,
                out=out,
                exchanges=order.exchanges,
                scopes=order.scopes,
                release=order.release,
                edition=order.edition,
                seed=order.seed,
                progress=tell,
                cancelled=cancelled,
            )
        else:
            report = api.check(
                order.manifest,
                out=out,
                edition=order.edition,
                profile=order.profile,
                seed=order.seed,
                progress=tell,
                cancelled=cancelled,
            )
    except api.InterruptedRunError as error:
        raise RunCancelled from error
    return RunOutcome(report.verdict.value, report.scope, report.counts, out / "report.json")


def read_manifest(path: Path) -> ManifestFacts:
    """Have the suite read a manifest for the portal."""
    try:
        manifest = api.load_manifest(path)
    except ManifestError as error:
        problems = [ManifestProblem(one.line or None, one.message, one.mend) for one in error.problems]
        raise BadManifest(problems) from error
    kind, value = _target(manifest)
    app = manifest.app
    return ManifestFacts(
        name=app.name,
        publisher=app.publisher,
        version=app.version,
        kind=app.kind,
        purposes=app.purposes,
        exchanges=app.exchanges,
        features=app.features,
        scopes=tuple(str(manifest.client.metadata.get("scope", "")).split()),
        redirect_uris=manifest.client.redirect_uris,
        target=kind,
        target_value=value,
    )


def _target(manifest: Manifest) -> tuple[TargetKind, str]:
    target = manifest.target
    if isinstance(target, UrlTarget):
        return "url", target.url
    if isinstance(target, CommandTarget):
        return "command", " ".join(target.command)
    return "image", target.image


def make_ports(settings: Settings) -> Ports:
    """What the portal gets from below."""
    return Ports(execute, read_manifest, worker_command=worker_command(as_arguments(settings)))


def create_app() -> Flask:
    """The WSGI entry; its data folder is named by POINCON_DATA."""
    settings = Settings(data=Path(os.environ.get("POINCON_DATA", "poincon-data")).resolve())
    return create_portal(settings, make_ports(settings))


# --- the stage of the demonstration ----------------------------------------------------------------------------------

EXAMPLE = Path(__file__).parent / "examples" / "carnet_flask"
FORGOTTEN = "code_challenge_method"  # the line that the defective release lacks: Authlib then sends no PKCE
NOT_COPIED = shutil.ignore_patterns("__pycache__")


class LocalStage:
    """Everything outside of the portal, on this machine."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = free_port()

    def releases(self) -> tuple[Path, Path]:
        """Copy the example twice: 1.0.0 without the line that asks for PKCE, and 1.0.1 whole."""
        if not EXAMPLE.is_dir():
            raise click.ClickException("the demonstration plays examples/carnet_flask: run it from a checkout")
        defective, mended = (self.data / "releases" / version for version in ("1.0.0", "1.0.1"))
        for folder in (defective, mended):
            if not folder.exists():
                shutil.copytree(EXAMPLE, folder, ignore=NOT_COPIED)
                manifest = folder / "poincon.yaml"
                manifest.write_text(manifest.read_text().replace("version: 1.0.0", f"version: {folder.name}"))
        source = defective / "app.py"
        lines = source.read_text().splitlines(keepends=True)
        source.write_text("".join(line for line in lines if FORGOTTEN not in line))
        return defective, mended

    def production_redirect_uris(self) -> tuple[str, ...]:
        """The callback of the app as it will be deployed."""
        return (f"http://localhost:{self.port}/callback",)

    def open_production(self, *, statement_issuer: str, statement_jwks_uri: str) -> ProductionSpace:
        """Start a strict space in a process of its own, with keys and issuer of its own."""
        port = free_port()
        log = self.data / "production-space.log"
        running = Sandbox.start(seed=2026, log=log, ports=SpacePorts(main=port))
        trust = Trust(statement_issuer, statement_jwks_uri, f"https://localhost:{port}/s/mes")
        space = running.create_space(mode="strict", space_id="mes", trust=trust)
        return LocalProduction(self, running, space)

    def verify(self, label: str) -> tuple[int, str]:
        """Run the command as anyone would."""
        path = self.data / "label.jwt"
        path.write_text(label)
        done = subprocess.run([*PROGRAM, "verify", str(path)], capture_output=True, text=True, check=False)  # noqa: S603
        return done.returncode, (done.stdout + done.stderr).strip()


@dataclass
class LocalProduction:
    """The production space, and the app deployed to it."""

    stage: LocalStage
    running: Sandbox
    space: Space
    registered: dict[str, str] = field(default_factory=dict)

    @property
    def issuer(self) -> str:
        """The issuer of the space."""
        return self.space.issuer

    def register(self, statement: str) -> str:
        """Register by RFC 7591 at the endpoint that discovery tells."""
        discovery = self._json(f"{self.issuer}/.well-known/openid-configuration")
        wish = {"software_statement": statement, "id_token_signed_response_alg": "ES256"}
        said = self._json(str(discovery["registration_endpoint"]), json.dumps(wish).encode())
        self.registered = {name: str(said[name]) for name in ("client_id", "solution_oid")}
        return self.registered["client_id"]

    def deploy(self, client_id: str, private_jwk: Mapping[str, object]) -> "LocalDeployment":
        """Start the mended release with its client and its own key."""
        manifest = api.load_manifest(self.stage.releases()[1])
        client = Client(
            client_id, None, json.loads(json.dumps(private_jwk)), self.registered["solution_oid"], "X-ID-Token"
        )
        log = self.stage.data / "app.log"
        port = self.stage.port
        return LocalDeployment(Rehearsal.start(manifest, self.running, self.space, client, port=port, log=log))

    def stop(self) -> None:
        """End the space."""
        self.running.stop()

    def _json(self, url: str, body: bytes | None = None) -> dict[str, object]:
        trusted = ssl.create_default_context(cafile=str(self.running.ca_bundle))
        kind = {"Content-Type": "application/json"}
        request = urllib.request.Request(url, body, kind)  # noqa: S310 - https, our own space
        try:
            with urllib.request.urlopen(request, timeout=10, context=trusted) as answer:  # noqa: S310 - idem
                said: dict[str, object] = json.load(answer)
                return said
        except urllib.error.HTTPError as error:
            with error:
                raise RegistrationRefusedError(error.read().decode("utf-8", "replace")) from error


@dataclass
class LocalDeployment:
    """The labelled app, used by people."""

    rehearsal: Rehearsal
    person: Visitor | None = None

    def pair(self) -> str:
        """The first person pairs."""
        self.person = self.rehearsal.newcomer()
        self.person.try_to_sign_in()
        return self.person.seat.persona.name if self.person.is_signed_in() else ""

    def read(self) -> str:
        """The first person looks at their measures."""
        if self.person is None:
            return "nobody is paired"
        words = self.person.play("read_measures")
        own = ", ".join(self.person.own_values(words)) or "nothing of theirs"
        return f"The page shows {own} (kg): {words}"

    def pair_again(self) -> str:
        """Somebody else tries to pair."""
        person = self.rehearsal.newcomer()
        try:
            said = person.try_to_sign_in()
        except RehearsalError as error:
            return f"refused: {error}"
        return "paired" if person.is_signed_in() else f"refused: {said}"

    def stop(self) -> None:
        """End the app."""
        self.rehearsal.stop()


def _serve_command(settings: Settings, port: int) -> tuple[str, ...]:
    return (*PROGRAM, "serve", "--port", str(port), *as_arguments(settings))


for command in (
    sandbox,
    doctrine,
    *SUITE_COMMANDS,
    *portal_commands(make_ports),
    demo_command(make_ports, LocalStage, _serve_command),
    verify_command(Guard(allow_loopback=True).get),
):
    main.add_command(command)
