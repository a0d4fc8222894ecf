"""Whose a container is: labels that name the process that started it, so that what it left behind can be told."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

RUN: Final = "org.poincon.run"
POD: Final = "org.poincon.pod"
RELAY: Final = "org.poincon.relay"  # on the image of relays
NAME: Final = "poincon-"  # begins the name of every container and image of ours
_PID: Final = "org.poincon.owner.pid"
_STARTED: Final = "org.poincon.owner.started"  # in ticks since the machine started: pids are used again
_BOOT: Final = "org.poincon.owner.boot"
_NAMESPACE: Final = "org.poincon.owner.namespace"  # in which the pid is known
_PROC: Final = Path("/proc")
_START_TIME: Final = 19  # of the fields behind the name of a process (proc(5): field 22)


@dataclass(frozen=True)
class Owner:
    """A process: its pid alone would not do."""

    pid: int
    started: str
    boot: str
    namespace: str

    @classmethod
    def here(cls) -> Self:
        """Return this process."""
        stat = (_PROC / "self" / "stat").read_text(encoding="utf-8", errors="replace")
        pid = int(stat.split(" ", 1)[0])
        return cls(pid, _started(pid) or "", _boot(), _namespace())

    @classmethod
    def of(cls, labels: Mapping[str, str]) -> Self | None:
        """Return the owner that labels name; None when they are not ours."""
        if not all(name in labels for name in (_PID, _STARTED, _BOOT, _NAMESPACE)) or not labels[_PID].isdecimal():
            return None
        return cls(int(labels[_PID]), labels[_STARTED], labels[_BOOT], labels[_NAMESPACE])

    def labels(self) -> dict[str, str]:
        """Return the labels that name this owner."""
        return {_PID: str(self.pid), _STARTED: self.started, _BOOT: self.boot, _NAMESPACE: self.namespace}

    def is_gone(self) -> bool:
        """Tell whether it has certainly ended; one whose pid is counted elsewhere is left alone."""
        if self.boot != _boot():
            return True
        return self.namespace == _namespace() and _started(self.pid) != self.started


def _started(pid: int) -> str | None:
    """Return when a process started, None if there is none."""
    try:
        stat = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return stat.rpartition(")")[2].split()[_START_TIME]


def _boot() -> str:
    return (_PROC / "sys" / "kernel" / "random" / "boot_id").read_text(encoding="ascii").strip()


def _namespace() -> str:
    return str((_PROC / "self" / "ns" / "pid").readlink())
