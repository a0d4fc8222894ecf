"""The container engine of this machine, and the images that it is to run."""

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Self

import docker
import requests
from docker.errors import APIError, DockerException, ImageNotFound

from sandbox.isolation.engine_error import EngineError
from sandbox.isolation.ownership import RELAY, Owner
from sandbox.isolation.reaper import remove_orphans, remove_relay_images
from sandbox.isolation.relay_image import REPOSITORY, RelayImage, relay_image

_SOCKET: Final = "unix:///var/run/docker.sock"
_PATIENCE: Final = 60  # seconds for one answer of the engine
_LONGEST_PULL: Final = 900  # seconds for an image to come
RUNTIMES: Final = {"pod": None, "pod+gvisor": "runsc"}  # by the isolation that is asked for
_MIB: Final = 1024 * 1024
LARGEST_IMAGE: Final = 4096 * _MIB  # of what a registry sends, compressed
LARGEST_UNPACKED: Final = 16384 * _MIB  # of what becomes of it on the engine's disk
KEPT_FREE: Final = 2048 * _MIB  # of that disk, whatever is being unpacked


@dataclass(frozen=True)
class AppImage:
    """An image as it was found once: whatever its tag means later, `id` is what is run.

    `digest` is that of a registry, if it came from one; `user` is None where the image runs as root or says nothing.
    """

    reference: str
    id: str
    digest: str | None
    user: str | None
    volumes: tuple[str, ...]

    def as_json(self) -> dict[str, str | None]:
        """The image in a run's record."""
        return {"reference": self.reference, "id": self.id, "digest": self.digest}


@dataclass(frozen=True)
class Limits:
    """What one app in a pod may use: bytes of memory (its temporary files included), processors, processes."""

    memory: int
    processors: float
    processes: int = 256
    log: int = _MIB
    files: int = 64 * _MIB  # in /tmp, and in each volume that the image declares

    @classmethod
    def on(cls, memory: int, processors: int) -> Self:
        """An eighth of the machine's memory, a gibibyte at most; as a run may start eight apps at a time."""
        return cls(max(256 * _MIB, min(1024 * _MIB, memory // 8)), min(2.0, float(processors)))


@dataclass
class Engine:
    """An engine that answers. `runtime` is None for its own."""

    client: docker.APIClient
    address: str
    runtime: str | None
    architecture: str
    limits: Limits
    root: str  # the folder in which it keeps images
    owner: Owner = field(default_factory=Owner.here)
    _has_relay: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def open(cls, isolation: str = "pod") -> Self:
        """Find the engine, and remove what dead runs left in it.

        Raises:
            EngineError: none answers, or it lacks the runtime that is asked for.
        """
        address = os.environ.get("DOCKER_HOST") or _SOCKET
        if not address.startswith("unix://"):
            raise EngineError(
                f"the container engine at {address} is not on this machine",
                hint="an app is reached by a socket in a folder of this machine: unset DOCKER_HOST, or run us there",
            )
        _knock(address)
        with _answering(address):
            client = docker.APIClient(base_url=address, version="auto", timeout=_PATIENCE)
            told = client.info()
            version = client.version()
            remove_orphans(client)
        runtime = RUNTIMES[isolation]
        if runtime is not None and runtime not in told.get("Runtimes", {}):
            raise EngineError(
                f"the container engine has no runtime {runtime!r}",
                hint="install gVisor and name runsc in /etc/docker/daemon.json, or use --isolation pod",
            )
        limits = Limits.on(int(told["MemTotal"]), int(told["NCPU"]))
        return cls(client, address, runtime, str(version["Arch"]), limits, str(told["DockerRootDir"]))

    @property
    def isolation(self) -> str:
        """The isolation in force, as a report tells it."""
        return f"pod/{self.runtime}" if self.runtime else "pod"

    def pull(
        self,
        reference: str,
        tell: Callable[[int, int], None],
        *,
        largest: int = LARGEST_IMAGE,
        unpacked: int = LARGEST_UNPACKED,
        kept_free: int = KEPT_FREE,
    ) -> None:
        """Fetch an image from its registry, unless the engine has what the reference names.

        `tell` is called with the bytes that came and those that are known to come; whatever it raises ends the pull.
        What an image unpacks to is known only once it is: meanwhile so many bytes of the disk are kept free.

        Raises:
            EngineError: the registry does not give it or dawdles, it is larger than that many bytes as it is sent or as
                it is unpacked, or leaves too few on the disk. It is not kept.
        """
        if self._inspect(reference) is not None:
            return
        coming: dict[str, tuple[int, int]] = {}  # by layer: bytes that came, and all of it
        deadline = time.monotonic() + _LONGEST_PULL
        with _answering(self.address), closing(self._pulling(reference)) as news:
            for said in news:
                if "error" in said:
                    raise EngineError(
                        f"the image {reference!r} cannot be fetched: {str(said['error']).splitlines()[0]}",
                        hint="look at its name; a registry that asks who you are needs a docker login",
                    )
                size = said.get("progressDetail") or {}
                if said.get("status") == "Downloading" and "total" in size:
                    coming[said["id"]] = (size["current"], size["total"])
                elif said.get("status") == "Download complete" and said["id"] in coming:
                    coming[said["id"]] = (coming[said["id"]][1],) * 2
                came, known = (sum(one[part] for one in coming.values()) for part in (0, 1))
                if known > largest:
                    raise EngineError(
                        f"the image {reference!r} is larger than {largest // _MIB} MiB",
                        hint="leave what only builds the app out of it",
                    )
                if shutil.disk_usage(self.root).free < kept_free:
                    raise EngineError(
                        f"the image {reference!r} leaves less than {kept_free // _MIB} MiB free on the engine's disk",
                        hint="make room there: docker image prune --all, or a larger disk",
                    )
                if time.monotonic() > deadline:
                    raise EngineError(
                        f"the image {reference!r} did not come within {_LONGEST_PULL} seconds",
                        hint="try again, or bring it there before: docker pull",
                    )
                tell(came, known)
        self._refuse_above(unpacked, reference)

    def _refuse_above(self, unpacked: int, reference: str) -> None:
        found = self._inspect(reference)
        if found is not None and int(found["Size"]) > unpacked:
            with _answering(self.address):
                self.client.remove_image(reference, force=True)
            raise EngineError(
                f"the image {reference!r} unpacks to more than {unpacked // _MIB} MiB",
                hint="leave what only builds the app out of it",
            )

    def _pulling(self, reference: str) -> Generator[dict[str, Any]]:
        try:
            yield from self.client.pull(reference, stream=True, decode=True)
        except APIError as error:
            yield {"error": error.explanation}

    def _inspect(self, reference: str) -> Mapping[str, Any] | None:
        with _answering(self.address):
            try:
                found: Mapping[str, Any] = self.client.inspect_image(reference)  # type: ignore[no-untyped-call]
            except ImageNotFound:
                return None
            except APIError as error:
                raise EngineError(
                    f"{reference!r} is no image: {error.explanation}", hint="write it as NAME:TAG or NAME@sha256:..."
                ) from error
        return found

    def find(self, reference: str) -> AppImage:
        """Return the image that a reference means now.

        Raises:
            EngineError: there is none, or it cannot be run here.
        """
        found = self._inspect(reference)
        if found is None:
            raise EngineError(
                f"the container engine has no image {reference!r}", hint=f"docker pull {reference}, or build it"
            )
        if found["Architecture"] != self.architecture:
            raise EngineError(
                f"the image {reference!r} is for {found['Architecture']}, this engine runs {self.architecture}",
                hint=f"build it with --platform linux/{self.architecture}",
            )
        config: Mapping[str, Any] = found.get("Config") or {}
        if not config.get("Entrypoint") and not config.get("Cmd"):
            raise EngineError(
                f"the image {reference!r} has no command", hint="give it a CMD or an ENTRYPOINT that starts the app"
            )
        return AppImage(
            reference,
            str(found["Id"]),
            _digest(reference, found.get("RepoDigests") or ()),
            _user(str(config.get("User") or "")),
            tuple(config.get("Volumes") or ()),
        )

    def relay(self, *, anew: bool = False) -> RelayImage:
        """Return the relay's image, once the engine has it; `anew`: it has been seen there, and is gone.

        Raises:
            EngineError: it cannot be brought there.
        """
        try:
            image = relay_image()
        except (OSError, LookupError, subprocess.SubprocessError) as error:
            raise EngineError(
                f"the relay's image cannot be made of {sys.executable}: {error}",
                hint="run us with a Python that is linked with shared libraries, such as Debian's",
            ) from error
        with self._lock, _answering(self.address):
            seen = self._has_relay or self.client.images(name=image.name, quiet=True)
            if anew or not seen:
                self.client.import_image_from_data(
                    image.archive, repository=REPOSITORY, tag=image.tag, changes=[f"LABEL {RELAY}=1"]
                )
            self._has_relay = True
        return image

    def close(self) -> None:
        """Leave nothing in the engine, and let go of it."""
        remove_relay_images(self.client)
        self.client.close()


def _digest(reference: str, known: Iterable[str]) -> str | None:
    """Return the digest by which it was asked for; else one of those under which a registry gave it."""
    return next((str(one).rpartition("@")[2] for one in (reference, *known) if "@" in one), None)


def _user(said: str) -> str | None:
    """Return the user of an image unless that is root, which an image is without saying so."""
    return None if said.partition(":")[0] in {"", "0", "root"} else said


def _knock(address: str) -> None:
    """See whether anybody answers at a socket: the engine's client would leave one open for each time that nobody does.

    Raises:
        EngineError: nobody does.
    """
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            probe.settimeout(_PATIENCE)
            probe.connect(address.removeprefix("unix://"))
    except PermissionError as error:
        raise EngineError(
            f"no container engine answers at {address}: permission denied",
            hint=f"join the group of {address.removeprefix('unix://')}",
        ) from error
    except OSError as error:
        raise EngineError(
            f"no container engine answers at {address}: {(error.strerror or str(error)).lower()}",
            hint="install and start Docker (Debian: apt-get install docker.io), or name its socket in DOCKER_HOST",
        ) from error


@contextmanager
def _answering(address: str) -> Iterator[None]:
    """Tell in one sentence that the engine does not do what is asked."""
    try:
        yield
    except (DockerException, requests.RequestException) as error:
        said = getattr(error, "explanation", None) or error
        raise EngineError(
            f"the container engine at {address} does not do what is asked: {str(said).splitlines()[0]}",
            hint="look at its own log (Debian: journalctl -u docker), or try: docker info",
        ) from error
