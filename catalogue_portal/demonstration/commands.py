"""The command `demo`: a portal with people in it, the whole story played through its front door, and then served."""

import contextlib
import shutil
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from catalogue_portal.demonstration.cast import CAST, PASSWORD, seat_the_cast
from catalogue_portal.demonstration.narrator import Narrator, UntoldError
from catalogue_portal.demonstration.portal_client import RefusedError
from catalogue_portal.demonstration.stage import Stage
from catalogue_portal.demonstration.story import Story
from catalogue_portal.labels.publication import Publication
from catalogue_portal.portal import make_context
from catalogue_portal.ports import Ports
from catalogue_portal.serving import AddressTaken, refuse_taken_address
from catalogue_portal.settings import Settings

START_PATIENCE = 30.0  # seconds for the portal to answer
LOOK_EVERY = 0.1
HOST = "127.0.0.1"

MakePorts = Callable[[Settings], Ports]
MakeStage = Callable[[Path], Stage]
ServeCommand = Callable[[Settings, int], tuple[str, ...]]


def demo_command(make_ports: MakePorts, make_stage: MakeStage, serve_command: ServeCommand) -> click.Command:
    """Return the command `demo`. `serve_command` is the command line that serves a portal on a port."""

    @click.command("demo")
    @click.option("--port", type=click.IntRange(1, 65535), default=8080, show_default=True)
    @click.option(
        "--data",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path("var/demo"),
        show_default=True,
        help="Folder of the demonstration; it is emptied first.",
    )
    @click.option("--exit", "ends", is_flag=True, help="End after the story: 0 only if every step went as told.")
    def demo(port: int, data: Path, *, ends: bool) -> None:
        """Play the whole story on this machine, then serve the portal with everybody and everything in it."""
        _refuse_foreign_folder(data)
        try:
            refuse_taken_address(HOST, port)
        except AddressTaken as error:
            raise click.UsageError(f"{error}. Name another port with --port.") from error
        shutil.rmtree(data, ignore_errors=True)
        data = data.resolve()
        stage = make_stage(data)
        settings = Settings(
            data=data / "portal", public_url=f"http://localhost:{port}", demo=True, demo_folders=stage.releases()
        )
        _seat(settings, make_ports(settings))
        with _portal(serve_command(settings, port), settings.public_url, data / "portal.log"):
            _tell(settings, stage)
            _list_sign_ins(settings.public_url)
            if not ends:
                _stay()

    return demo


MARK = "poincon-demo"


def _refuse_foreign_folder(data: Path) -> None:
    """Only a folder that we made ourselves is emptied."""
    if data.exists() and any(data.iterdir()) and not (data / MARK).exists():
        raise click.UsageError(f"{data} holds something that is no demonstration. Name another folder with --data.")


def _seat(settings: Settings, ports: Ports) -> None:
    context = make_context(settings, ports)
    (settings.data.parent / MARK).touch()
    seat_the_cast(context)
    context.database.close()


@contextlib.contextmanager
def _portal(command: tuple[str, ...], root: str, log: Path) -> Iterator[None]:
    """Serve the portal in a process of its own while the story is told and afterwards."""
    with log.open("ab") as stderr:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=stderr, stderr=stderr)  # noqa: S603 - our own program
    try:
        _await(process, root, log)
        yield
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(process: subprocess.Popen[bytes], root: str, log: Path) -> None:
    ends = time.monotonic() + START_PATIENCE
    while time.monotonic() < ends and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(root, timeout=START_PATIENCE):  # noqa: S310 - our own portal
            return
        time.sleep(LOOK_EVERY)
    raise click.ClickException(f"the portal did not come up; see {log}")


def _tell(settings: Settings, stage: Stage) -> None:
    publication = Publication.of(settings)
    story = Story(
        settings.public_url,
        stage,
        Narrator(),
        statement_issuer=publication.issuer,
        statement_jwks_uri=publication.statement_jwks_uri,
    )
    began = time.monotonic()
    try:
        story.tell()
    except (UntoldError, RefusedError, RuntimeError) as error:
        raise click.ClickException(f"this step did not go as told. {error}") from error
    finally:
        story.close()
    click.secho(f"\nThe whole story went as told, in {time.monotonic() - began:.0f} s.", bold=True)


def _list_sign_ins(root: str) -> None:
    click.echo(f"\nThe portal is at {root}. Everybody's password here: {PASSWORD}")
    for player in CAST:
        click.echo(f"    {player.email:<28} {player.part}")


def _stay() -> None:
    click.echo("\nCtrl-C ends it.")
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())
    over.wait()
