"""The wiring: the only module that knows every package. Holds the WSGI entry and the root of the command `poincon`.

Each package brings its own commands. They are imported when they are called, so that a publisher's `poincon check`
does not wait for the portal's database library. The portal gets what it needs from below by its ports.
"""

import importlib
import os
import sys
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask import Flask

    from catalogue_portal.ports import ManifestFacts, Ports, RunOrder, RunOutcome, RunProgress, SpaceOrder, TargetKind
    from catalogue_portal.settings import Settings
    from conformance_suite.manifest.model import Manifest
    from doctrine.model import Bilingual

PROGRAM = (sys.executable, "-I", "-c", "from app import main; main(prog_name='poincon')")
EXAMPLE = Path(__file__).parent / "examples" / "carnet_flask"
PROOF_SECONDS, PROOF_BYTES = 10.0, 1024  # an answer that proves a domain comes soon, and is short
STOPPED = 3  # nothing can be said: the command was stopped

COMMANDS = {
    **dict.fromkeys(("check", "doctor", "explain", "manifest", "register"), "conformance_suite.commands"),
    "judge": "conformance_suite.on_stored_runs",
    "convergence": "doctrine.convergence_commands",
    "sandbox": "sandbox.commands",
}
SUITE_ON_DOCTRINE = ("coverage", "impact")  # what the doctrine's command can only say with the suite
PORTAL_COMMANDS = ("audit", "serve", "worker")
SHORT_HELP = {  # as each says it, in its first sentence: to list them all, none is imported
    "audit": "The record of everything that happened.",
    "check": "Play the cases of the doctrine against an app and judge what was seen.",
    "convergence": "What an app declares before the doctrine: states, maturity by theme, plans, and what the suite"
    " says of it.",
    "demo": "Play the whole story on this machine, then serve the portal with everybody and everything in it.",
    "doctor": "Pre-flight only: is it my set-up or my app?",
    "doctrine": "What is required of an app: requirements, their sources, and the editions that put them in force.",
    "explain": "A requirement or a case: what, why, source, how to mend it; of a case that is not played, why not.",
    "judge": "Judge a stored run again, offline.",
    "manifest": "The app manifest: write one, check one, print its schema.",
    "register": "Make the standing space of an app that runs by itself (target.url), and print what to tell the app.",
    "sandbox": "Serve a standing mock health space, and print its coordinates as one line of JSON.",
    "serve": "Serve the portal, its pages and its API, and play the runs that are asked for.",
    "verify": "Verify a label, a report or an edition of the doctrine: is it genuine, and does it count now?",
    "worker": "Play the runs that wait in the portal's database, each in a process of its own, until interrupted.",
}


class Root(click.Group):
    """The command, which imports a command when it is named."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Every command, by name."""
        return sorted(SHORT_HELP)

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(SHORT_HELP.items()))

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name in COMMANDS:
            command: click.Command = getattr(importlib.import_module(COMMANDS[cmd_name]), cmd_name)
            return command
        if cmd_name in PORTAL_COMMANDS:
            return portal_commands()[cmd_name]
        alone = {"demo": demo_command, "doctrine": doctrine_command, "verify": verify_command}
        return alone[cmd_name]() if cmd_name in alone else None

    def main(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - click's
        """Run, and end with an exit code of ours: a command that was stopped can say nothing."""
        try:
            code = super().main(*args, **{**kwargs, "standalone_mode": False})
        except click.ClickException as error:
            error.show()
            code = error.exit_code
        except click.Abort:
            click.echo("poincon: stopped", err=True)
            code = STOPPED
        sys.exit(code if isinstance(code, int) else 0)


class Doctrine(click.Group):
    """The doctrine's own commands, and those that ask the suite, which is imported when one of them is named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, by name."""
        return sorted((*super().list_commands(ctx), *SUITE_ON_DOCTRINE))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name in SUITE_ON_DOCTRINE:
            command: click.Command = getattr(importlib.import_module("conformance_suite.on_doctrine"), cmd_name)
            return command
        return super().get_command(ctx, cmd_name)


@click.command(cls=Root)
@click.version_option(package_name="poincon")
def main() -> None:
    """Poinçon: the assay office for e-health apps."""


# --- the portal ------------------------------------------------------------------------------------------------------


def portal_commands() -> "dict[str, click.Command]":
    """The commands that need the whole portal, by name."""
    from catalogue_portal.commands import portal_commands as of_the_portal

    return {str(command.name): command for command in of_the_portal(make_ports)}


def verify_command() -> click.Command:
    """The command for everybody who is shown a label: it knows how to fetch and to verify, and nothing of a portal."""
    from catalogue_portal.labels.verifying import verify_command as with_fetch
    from sandbox.egress import Guard

    return with_fetch(Guard(allow_loopback=True).get)


def doctrine_command() -> "click.Command":
    """The command of the doctrine, with what only the suite can say of it."""
    from doctrine.commands import doctrine

    return Doctrine(doctrine.name, dict(doctrine.commands), help=doctrine.help)


def demo_command() -> click.Command:
    """The command that plays the whole story."""
    from catalogue_portal.demonstration.commands import demo_command as on_stage
    from catalogue_portal.options import as_arguments
    from conformance_suite.staging import LocalStage

    def serve_command(settings: "Settings", port: int) -> tuple[str, ...]:
        return (*PROGRAM, "serve", "--port", str(port), *as_arguments(settings))

    def make_stage(data: Path) -> LocalStage:
        return LocalStage(data, example=EXAMPLE, program=PROGRAM)

    return on_stage(make_ports, make_stage, serve_command)


def make_ports(settings: "Settings") -> "Ports":
    """What the portal gets from below."""
    from catalogue_portal.commands import worker_command
    from catalogue_portal.options import as_arguments
    from catalogue_portal.ports import Ports
    from catalogue_portal.scanning import scanner_at

    return Ports(
        execute,
        read_manifest,
        fetch_proof=partial(fetch_proof, loopback=settings.demo),
        open_space=open_space,
        scanner=scanner_at(settings.clamav),
        cases_of=cases_of,
        worker_command=worker_command(as_arguments(settings)),
    )


def cases_of(requirement: str) -> "Mapping[str, Bilingual]":
    """What the suite plays for a requirement: each case with what the space does in it; read when it is first asked."""
    from conformance_suite.case import catalogue
    from conformance_suite.catalogue_files import rows

    told = rows()
    return {row.id: told[row.id].title for row in catalogue() if row.requirement == requirement and row.id in told}


def create_app() -> "Flask":
    """The WSGI entry; its data folder is named by POINCON_DATA."""
    from catalogue_portal.portal import create_portal
    from catalogue_portal.settings import Settings

    settings = Settings(data=Path(os.environ.get("POINCON_DATA", "poincon-data")).resolve())
    return create_portal(settings, make_ports(settings))


def execute(
    order: "RunOrder", *, progress: "Callable[[RunProgress], None]", cancelled: "Callable[[], bool]"
) -> "RunOutcome":
    """Have the suite play what the portal orders."""
    from catalogue_portal.ports import RunCancelled, RunOutcome, RunProgress, RunUnplayable
    from conformance_suite import api
    from sandbox.isolation.engine_error import EngineError

    def tell(said: api.Progress) -> None:
        progress(RunProgress(**vars(said)))

    out = order.out / "run"
    common: dict[str, Any] = {
        "out": out,
        "edition": order.edition,
        "seed": order.seed,
        "isolation": order.isolation,
        "pull": order.isolation is not None,
        "progress": tell,
        "cancelled": cancelled,
    }
    try:
        if order.space is not None:
            common |= _remote(order.manifest, order.space)
        if order.kind == "hook_up":
            report = api.hook_up(
                order.manifest, exchanges=order.exchanges, scopes=order.scopes, release=order.release, **common
            )
        else:
            report = api.check(order.manifest, profile=order.profile, **common)
    except api.InterruptedRunError as error:
        raise RunCancelled from error
    except api.PlanError as error:
        raise RunUnplayable(str(error)) from error
    except EngineError as error:
        raise RunUnplayable(f"{error} ({error.hint})") from error
    return RunOutcome(report.verdict.value, report.scope, report.counts, out / "report.json")


def _remote(manifest: Path, order: "SpaceOrder") -> dict[str, Any]:
    """What the suite is told of an app that its publisher runs: who may call its space is whoever is at its address."""
    from conformance_suite import api
    from sandbox.egress import Guard

    guard = Guard(allow_loopback=order.loopback)
    found = api.addresses_of(api.load_manifest(manifest), guard)
    place = api.place_at(order.host, (*order.callers, *found))
    registration = api.Registration(order.id, order.main_port, order.token_port, order.id, order.seed)
    return {"lodging": api.Lodging(order.folder, registration, place), "guard": guard}


def open_space(manifest: Path, order: "SpaceOrder", *, renew: bool) -> "Mapping[str, object]":
    """Have the suite register an app at its standing space for the portal."""
    from catalogue_portal.ports import RunUnplayable
    from conformance_suite import api
    from sandbox.client import SandboxError

    try:
        return api.lodge(manifest, **_remote(manifest, order), renew=renew)
    except (api.PlanError, SandboxError) as error:
        raise RunUnplayable(str(error)) from error


def fetch_proof(url: str, *, loopback: bool) -> bytes:
    """Fetch the proof of a domain for the portal, through the guard of every address that a publisher gives."""
    from catalogue_portal.ports import DomainUnread
    from sandbox.egress import EgressError, Guard, RedirectedError, RefusedUrlError

    try:
        answer = Guard(allow_loopback=loopback, timeout=PROOF_SECONDS, largest=PROOF_BYTES).fetch(url)
    except RefusedUrlError as error:
        raise DomainUnread(str(error), code="domain_address_refused") from error
    except RedirectedError as error:
        raise DomainUnread(str(error), code="domain_redirects") from error
    except EgressError as error:
        raise DomainUnread(str(error), code="domain_unreachable") from error
    if answer.status != HTTPStatus.OK:
        raise DomainUnread(f"it answers {answer.status}", code="domain_proof_missing")
    return answer.body


def read_manifest(path: Path) -> "ManifestFacts":
    """Have the suite read a manifest for the portal."""
    from catalogue_portal.ports import BadManifest, ManifestFacts, ManifestProblem
    from conformance_suite import api
    from conformance_suite.manifest.problems import ManifestError

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


def _target(manifest: "Manifest") -> "tuple[TargetKind, str]":
    from conformance_suite.manifest.model import CommandTarget, UrlTarget

    target = manifest.target
    if isinstance(target, UrlTarget):
        return "url", target.url
    if isinstance(target, CommandTarget):
        return "command", " ".join(target.command)
    return "image", target.image
