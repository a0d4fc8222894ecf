"""Looking for viruses in what people send: a port, an adapter that looks for none, and one that asks ClamAV.

The protocol is that of clamd(8): `zINSTREAM`, chunks with their length before them, an empty chunk, one line back.
"""

import socket
import struct
from dataclasses import dataclass
from typing import Final, Protocol

CHUNK: Final = 64 * 1024
LONGEST_ANSWER: Final = 4096
PATIENCE: Final = 60.0


class ScannerDown(Exception):  # noqa: N818 - it says what it is
    """Nobody could look for viruses: nothing is known of the content."""


class VirusScanner(Protocol):
    """Looks for viruses."""

    @property
    def scans(self) -> bool:
        """Whether it looks at all."""
        ...

    def virus_in(self, content: bytes) -> str | None:
        """Return the name of a virus in this content, None when there is none. Raises ScannerDown."""
        ...


@dataclass(frozen=True)
class NoScanner:
    """Looks for nothing, and says so."""

    scans: bool = False

    def virus_in(self, content: bytes) -> str | None:  # noqa: ARG002 - it is not looked at
        """Return None."""
        return None


NOT_SCANNED: Final = NoScanner()


@dataclass(frozen=True)
class ClamAv:
    """A ClamAV daemon at a socket."""

    family: socket.AddressFamily
    address: str | tuple[str, int]
    patience: float = PATIENCE
    scans: bool = True

    def virus_in(self, content: bytes) -> str | None:
        """Return what the daemon calls the virus; whatever is no clear answer is none. Raises ScannerDown."""
        try:
            answer = self._ask(content)
        except OSError as error:
            raise ScannerDown(str(error)) from error
        said = answer.removeprefix("stream:").strip()
        if said == "OK":
            return None
        if said.endswith(" FOUND"):
            return said.removesuffix(" FOUND")
        raise ScannerDown(f"the scanner answered {answer!r}")

    def _ask(self, content: bytes) -> str:
        with socket.socket(self.family, socket.SOCK_STREAM) as connection:
            connection.settimeout(self.patience)
            connection.connect(self.address)
            try:
                connection.sendall(b"zINSTREAM\0")
                for at in range(0, len(content), CHUNK):
                    chunk = content[at : at + CHUNK]
                    connection.sendall(struct.pack("!I", len(chunk)) + chunk)
                connection.sendall(struct.pack("!I", 0))
            except (BrokenPipeError, ConnectionResetError):
                pass  # it may have said why before it hung up
            answer = b""
            while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
                part = connection.recv(LONGEST_ANSWER)
                if not part:
                    break
                answer += part
        return answer.rstrip(b"\0\n").decode(errors="replace")


def scanner_at(address: str | None) -> VirusScanner:
    """Return the scanner at an address of the settings. Raises ValueError for one that cannot be read."""
    if address is None:
        return NOT_SCANNED
    kind, _, place = address.partition(":")
    host, _, port = place.rpartition(":")
    if kind == "unix" and place.startswith("/"):
        return ClamAv(socket.AF_UNIX, place)
    if kind == "tcp" and host and port.isdecimal():
        return ClamAv(socket.AF_INET6 if ":" in host else socket.AF_INET, (host.strip("[]"), int(port)))
    raise ValueError(f"{address!r} is no address of a scanner: unix:/PATH or tcp:HOST:PORT")
