"""Running an app's image apart from everything: its only way out is the space, its only way in is its port.

A pod is two containers. The relay owns a network namespace in which there is nothing but loopback; the app joins it.
What listens there, at the ports of the space, was made by the relay and is served by the space itself, to which the
relay handed the sockets (see `relay.py`). There is no address to filter, no bridge, no name server and no route: not
the host, not another container, not another pod. An internal bridge would leave the host reachable by its gateway.

The same ports inside as outside, under the same name, so that every URL of the space holds in both places. A space has
all its ports when it is made, so that a pod made for it knows them all.
"""

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import requests
from docker.errors import APIError, DockerException, ImageNotFound

from sandbox.isolation import pod_keeper
from sandbox.isolation.engine import AppImage, Engine
from sandbox.isolation.ownership import NAME, POD, RUN
from sandbox.isolation.process import IsolationError
from sandbox.isolation.reaper import ADDRESS, remove
from sandbox.isolation.relay import FOLDER, IN, OUT

GIVEN: Final = "/poincon"  # where the app finds the files that it is given
HOME: Final = "/tmp"  # noqa: S108 - inside its container, where nobody else is
NOBODY: Final = "65534:65534"
_RELAY_PATIENCE: Final = 30.0  # seconds for the relay to be there
_LOOK: Final = 0.003
_KEEPER_PATIENCE: Final = 30.0
_RELAY_MEMORY: Final = 64 * 1024 * 1024
_RELAY_THREADS: Final = 1024
_TROUBLES: Final = (DockerException, requests.RequestException)


@dataclass(frozen=True)
class Task:
    """What is to run, and what it is told.

    Attributes:
        run: whose pod this is.
        image: of the app.
        env: beside what the image itself sets.
        given: files that the app may read in `GIVEN`, by the names that they have there.
        inside: the port at which the app listens.
        outside: the port of this machine that leads there.
        ports: of the space.
        meet_relay: has the space listen in the pod, at what the relay hands out at a path.
        log: gets what the app printed.
        scratch: a folder that is of no use once the pod has ended, and is removed then, even if we are killed.
    """

    run: str
    image: AppImage
    env: Mapping[str, str]
    given: Mapping[str, Path]
    inside: int
    outside: int
    ports: tuple[int, ...]
    meet_relay: Callable[[Path], None]
    log: Path
    scratch: Path


@dataclass
class Pod:
    """An app that runs in its container, once that has an id.

    `doors` are bound outside, and the relay listens on them.
    """

    engine: Engine
    id: str
    log: Path
    _keeper: subprocess.Popen[str]
    container: str = ""
    doors: list[socket.socket] = field(default_factory=list)
    containers: list[str] = field(default_factory=list)
    _watched: bool = False
    _status: int | None = None
    _ending: str = "ended"
    _ended: threading.Event = field(default_factory=threading.Event)
    _stopping: threading.Lock = field(default_factory=threading.Lock)
    _stopped: bool = False

    def alive(self) -> bool:
        """Tell whether the app runs."""
        return not self._ended.is_set()

    def exit_status(self) -> int | None:
        """Return the exit status of the app's first process, None while it runs."""
        return self._status

    def ending(self) -> str:
        """Tell in a few words how the app ended."""
        return self._ending

    def wait(self, patience: float) -> int | None:
        """Return the exit status, waiting up to `patience` seconds for it."""
        self._ended.wait(patience)
        return self._status

    def stop(self) -> None:
        """Remove the containers; return once they are gone."""
        with self._stopping:
            if self._stopped:
                return
            self._stopped = True
            self._shut()
            self._keep_log()
            removed = self._remove()
            if self._keeper.stdin is not None:
                with contextlib.suppress(OSError, ValueError):
                    self._keeper.stdin.write(pod_keeper.REMOVED if removed else "")
                    self._keeper.stdin.close()
            try:
                self._keeper.wait(_KEEPER_PATIENCE)
            except subprocess.TimeoutExpired:
                self._keeper.kill()
                self._keeper.wait()
            if self._watched:
                self._ended.wait(1.0)

    def run(self) -> None:
        """Start the app, and watch it."""
        self.engine.client.start(self.container)
        self._watched = True
        threading.Thread(target=self.watch, name=f"pod-{self.id}", daemon=True).start()

    def watch(self) -> None:
        """Wait until the app ends (a thread of its own does), and then close its port, as the end of a process does."""
        try:
            self._status = int(self.engine.client.wait(self.container, timeout=None)["StatusCode"])
            self._shut()
            if not self._stopped:
                state: Mapping[str, Any] = self.engine.client.inspect_container(self.container)["State"]
                self._ending = _ending(state, self._status, self.engine)
                self._keep_log()
        except _TROUBLES:
            self._shut()
            if not self._stopped:
                self._ending = "was lost: the container engine stopped answering"
        self._ended.set()

    def _shut(self) -> None:
        for door in self.doors:
            with contextlib.suppress(OSError):
                door.shutdown(socket.SHUT_RDWR)  # the relay has it too: closing ours would not do
            door.close()

    def _keep_log(self) -> None:
        if not self.container or self.log.exists():
            return
        with contextlib.suppress(*_TROUBLES):
            self.log.write_bytes(self.engine.client.logs(self.container))

    def _remove(self) -> bool:
        """Remove the containers, side by side; tell whether that is certain."""
        enders = [threading.Thread(target=remove, args=(self.engine.client, one)) for one in self.containers]
        for ender in enders:
            ender.start()
        for ender in enders:
            ender.join()
        try:
            return not self.engine.client.containers(all=True, quiet=True, filters={"label": f"{POD}={self.id}"})
        except _TROUBLES:
            return False


def start(engine: Engine, task: Task) -> Pod:
    """Start an app in a pod of its own; its port leads to it from the moment when it listens.

    Raises:
        IsolationError: it could not be started; the message says why.
    """
    sockets = task.scratch / "relay"
    sockets.mkdir()
    sockets.chmod(0o777)  # whatever the relay's user is on this machine; the folder above lets nobody in
    given = _give(task)
    pod_id = secrets.token_hex(6)
    pod = Pod(engine, pod_id, task.log, _keep(engine, pod_id, task.scratch))
    try:
        pod.doors += _bind(task.outside)
        relay = _create_relay(pod, task, sockets)
        with ThreadPoolExecutor(max_workers=1) as beside:
            opened = beside.submit(_open_relay, pod, task, relay, sockets)
            pod.container = _create_app(pod, task, relay, given)
            opened.result()
        pod.run()
    except BaseException as error:
        pod.stop()
        if isinstance(error, (*_TROUBLES, OSError)):
            raise IsolationError(_told(error, task)) from error
        raise
    return pod


def _give(task: Task) -> Path:
    """Copy the files that the app is given to where any user may read them, who comes that far."""
    folder = task.scratch / "given"
    folder.mkdir()
    for name, source in task.given.items():
        shutil.copyfile(source, folder / name)
        (folder / name).chmod(0o644)
    folder.chmod(0o755)
    return folder


def _keep(engine: Engine, pod: str, scratch: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - our own interpreter and our own module
        [sys.executable, "-I", "-S", pod_keeper.__file__, pod, str(scratch)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        start_new_session=True,
        env={"PATH": os.defpath, "LANG": "C.UTF-8", ADDRESS: engine.address},
    )


def _bind(port: int) -> list[socket.socket]:
    """Take a port on both loopback addresses; nothing listens there yet."""
    found = []
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        with contextlib.suppress(OSError):
            sock = socket.socket(family, socket.SOCK_STREAM)
            found.append(sock)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family is socket.AF_INET6:
                sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            sock.bind((address, port))
            continue
        if family is socket.AF_INET:
            raise IsolationError(f"port {port} of this machine has been taken")
        found.pop().close()
    return found


def _create_relay(pod: Pod, task: Task, sockets: Path) -> str:
    if task.inside in task.ports:
        raise IsolationError(f"the app's port {task.inside} is one of the space, this time; play again")
    client = pod.engine.client
    host_config = client.create_host_config(
        network_mode="none",
        binds=[f"{sockets}:{FOLDER}:rw"],
        extra_hosts={"localhost": "127.0.0.1"},
        dns=["127.0.0.1"],  # where nobody answers: the names that this machine asks are nobody's business inside
        mem_limit=_RELAY_MEMORY,
        memswap_limit=_RELAY_MEMORY,
        pids_limit=_RELAY_THREADS,
        **_hardened(log=64 * 1024),
    )
    for anew in (False, True):
        image = pod.engine.relay(anew=anew)
        with contextlib.suppress(ImageNotFound):  # another run that ended has just removed it
            return _create(
                pod,
                task,
                "relay",
                image=image.name,
                entrypoint=[image.command[0]],
                command=[*image.command[1:], *map(str, task.ports)],
                user=NOBODY,
                environment={"LANG": "C"},
                host_config=host_config,
            )
    raise IsolationError("the relay's image does not stay in the container engine")


def _open_relay(pod: Pod, task: Task, relay: str, sockets: Path) -> None:
    """Start the relay, let it have the way in, and the space listen in its place."""
    pod.engine.client.start(relay)
    _await(sockets / IN, pod, relay)
    with _door(sockets / IN) as line:
        socket.send_fds(line, [b"%d" % task.inside], [door.fileno() for door in pod.doors])
    task.meet_relay(sockets / OUT)


def _create_app(pod: Pod, task: Task, relay: str, given: Path) -> str:
    client, limits = pod.engine.client, pod.engine.limits
    files = f"rw,nosuid,nodev,mode=1777,size={limits.files}"
    host_config = client.create_host_config(
        network_mode=f"container:{relay}",
        binds=[f"{given}:{GIVEN}:ro"],
        tmpfs=dict.fromkeys((HOME, *task.image.volumes), files),  # a volume would be on the disk, and without bound
        mem_limit=limits.memory,
        memswap_limit=limits.memory,
        nano_cpus=int(limits.processors * 1e9),
        pids_limit=limits.processes,
        oom_score_adj=500,  # should the machine itself run short, an app goes first
        runtime=pod.engine.runtime,
        **_hardened(log=limits.log),
    )
    return _create(
        pod,
        task,
        "app",
        image=task.image.id,
        user=task.image.user or NOBODY,
        environment=dict(task.env),
        healthcheck={"test": ["NONE"]},
        host_config=host_config,
    )


def _hardened(*, log: int) -> dict[str, Any]:
    return {
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges:true"],
        "read_only": True,
        "privileged": False,
        "log_config": {"Type": "json-file", "Config": {"max-size": str(log), "max-file": "1"}},
        "ulimits": [{"Name": "nofile", "Soft": 4096, "Hard": 4096}, {"Name": "core", "Soft": 0, "Hard": 0}],
    }


def _create(pod: Pod, task: Task, role: str, **settings: Any) -> str:  # noqa: ANN401 - the client's own
    labels = {RUN: task.run, POD: pod.id, **pod.engine.owner.labels()}
    made = pod.engine.client.create_container(name=f"{NAME}{pod.id}-{role}", labels=labels, **settings)
    pod.containers.append(str(made["Id"]))
    return str(made["Id"])


def _await(path: Path, pod: Pod, relay: str) -> None:
    ends = time.monotonic() + _RELAY_PATIENCE
    while not path.exists():
        if time.monotonic() > ends:
            said = pod.engine.client.logs(relay).decode("utf-8", "replace").strip().splitlines()
            raise IsolationError(f"the relay of the pod does not come up. {said[-1] if said else ''}".strip())
        time.sleep(_LOOK)


@contextlib.contextmanager
def _door(path: Path) -> Iterator[socket.socket]:
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.connect(f"/proc/self/fd/{folder}/{path.name}")  # the name of a unix socket must be short
            yield line
    finally:
        os.close(folder)


def _ending(state: Mapping[str, Any], status: int, engine: Engine) -> str:
    if state.get("OOMKilled"):
        return f"was ended for using more than {engine.limits.memory // 2**20} MiB of memory"
    if state.get("Error"):
        return f"could not be started: {state['Error']}"
    return f"ended with status {status}"


def _told(error: Exception, task: Task) -> str:
    if isinstance(error, requests.RequestException) and not isinstance(error, APIError):  # which is one as well
        return "the container engine stopped answering; start it, and play again"
    words = str(error.explanation if isinstance(error, APIError) else error).splitlines()[0]
    telling = words[words.find("exec: ") :] if "exec: " in words else words  # what the runtime says of its own work
    return f"the image {task.image.reference!r} cannot be started: {telling}"


__all__ = ["GIVEN", "HOME", "AppImage", "Engine", "Pod", "Task", "start"]
