"""The portal's commands. `app.py` adds them to the root: `for command in portal_commands(make_ports): ...`."""

import logging
import signal
import sys
from collections.abc import Callable

import click

from catalogue_portal import discovery
from catalogue_portal.options import with_settings
from catalogue_portal.ports import Ports
from catalogue_portal.serving import AddressTaken
from catalogue_portal.serving import serve as serve_portal
from catalogue_portal.settings import Settings
from catalogue_portal.supervisor import Supervisor
from catalogue_portal.worker import hang_on_the_leash, open_context, play_one

MakePorts = Callable[[Settings], Ports]


def portal_commands(make_ports: MakePorts) -> tuple[click.Command, ...]:
    """Return `serve`, `worker`, and the commands that nouns bring in their own `commands.py` as `COMMANDS`."""
    brought = [command for module in discovery.parts("commands") for command in getattr(module, "COMMANDS", ())]
    return (_serve(make_ports), _worker(make_ports), *brought)


def _serve(make_ports: MakePorts) -> click.Command:
    @click.command("serve")
    @click.option("--host", default="127.0.0.1", show_default=True)
    @click.option("--port", type=click.IntRange(1, 65535), default=8080, show_default=True)
    @with_settings
    def serve(settings: Settings, host: str, port: int) -> None:
        """Serve the portal, its pages and its API, and play the runs that are asked for."""
        _log()
        try:
            serve_portal(settings, make_ports(settings), host=host, port=port)
        except (AddressTaken, OSError) as error:
            raise click.UsageError(str(error)) from error

    return serve


def _worker(make_ports: MakePorts) -> click.Command:
    @click.command("worker")
    @click.option("--run", "run_id", help="Play this run and end.")
    @click.option("--supervisor", default="standalone", hidden=True)
    @click.option("--leashed", is_flag=True, hidden=True, help="End when standard input ends.")
    @with_settings
    def worker(settings: Settings, run_id: str | None, supervisor: str, *, leashed: bool) -> None:
        """Play the runs that wait in the portal's database, each in a process of its own, until interrupted."""
        _log()
        if leashed:
            hang_on_the_leash()
        ports = make_ports(settings)
        if run_id is not None:
            play_one(settings, ports, run_id, supervisor=supervisor)
            return
        watching = Supervisor(open_context(settings, ports), embedded=False)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: watching.close())
        watching.run_forever()

    return worker


def worker_command(arguments: tuple[str, ...]) -> tuple[str, ...]:
    """Return the command line of a leashed worker of this very installation, with these settings as arguments."""
    code = "from app import main; main(prog_name='poincon')"
    return (sys.executable, "-I", "-c", code, "worker", "--leashed", *arguments)


def _log() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
