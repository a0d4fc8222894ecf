"""How many exchanges a second the wire carries, with an application that answers a constant.

    python benchmarks/wire.py [--seconds 4] [--connections 4] [--profile]

One process is the wire (journal and redaction included), another one loads it over TLS, as clients of the suite do:
on kept connections to the main listener, and on a connection for each request to the token listener.
"""

import argparse
import asyncio
import cProfile
import hashlib
import multiprocessing
import pstats
import ssl
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from sandbox.authority import open_authority
from sandbox.hooks import CertificateKind
from sandbox.journal.journal import Journal
from sandbox.journal.redaction import Redactor
from sandbox.journal.scribe import Scribe
from sandbox.journal.vault import SecretVault
from sandbox.spaces import Coordinates, Space, SpaceRegistry
from sandbox.wire.connection import Entrance
from sandbox.wire.front import Front

_BODY = b'{"resourceType": "Bundle", "type": "searchset", "total": 0}' * 10
_SECRETS = 400  # known to the vault, as in a run of forty sign-ins
_KINDS: tuple[CertificateKind, ...] = ("valid", "expired")


def constant(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer the same to everybody."""
    start_response("200 OK", [("Content-Type", "application/fhir+json")])
    return [_BODY]


async def serve(folder: Path, ready: Connection) -> None:
    """Serve until told to stop."""
    authority, registry, vault = open_authority(folder), SpaceRegistry(), SecretVault(b"bench")
    for number in range(_SECRETS):
        vault.keep("access_token", hashlib.sha256(str(number).encode()).hexdigest())
    redactor = Redactor(vault)
    contexts = {kind: authority.server_context(kind) for kind in _KINDS}
    front = Front(registry, constant, contexts, Scribe(redactor))
    main, token = Entrance("main"), Entrance("token")
    await front.open(main)
    await front.open(token)
    issuer = f"https://localhost:{main.port}/s/s1"
    journal = Journal("s1", redactor)
    space = Space("s1", Coordinates(issuer, f"{issuer}/oauth2/token"), seed=1, journal=journal, vault=vault)
    token.space = space
    registry.add(space)
    ready.send((main.port, token.port))
    while await asyncio.to_thread(ready.recv) == "cpu":
        ready.send(time.process_time())
    front.close()


def run_server(folder: Path, ready: Connection, *, profiled: bool) -> None:
    """Be the server process."""
    sys.setswitchinterval(0.001)
    if not profiled:
        asyncio.run(serve(folder, ready))
        return
    profile = cProfile.Profile()
    profile.enable()
    asyncio.run(serve(folder, ready))
    profile.disable()
    pstats.Stats(profile).sort_stats("tottime").print_stats(25)


def load(port: int, context: ssl.SSLContext, *, kept: bool, seconds: float, connections: int) -> list[float]:
    """Load one listener; return how long each exchange took, in seconds."""
    path = "/s/s1/hello" if kept else "/s/s1/oauth2/token"
    bearer = f"Authorization: Bearer {hashlib.sha256(b'7').hexdigest()}"
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{bearer}\r\n\r\n"
    times: list[float] = []
    end = time.perf_counter() + seconds

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context, server_hostname="localhost")
        while time.perf_counter() < end:
            begun = time.perf_counter()
            writer.write(request.encode())
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            await reader.readexactly(length)
            if not kept:
                writer.close()
            times.append(time.perf_counter() - begun)
            if not kept:
                reader, writer = await asyncio.open_connection(
                    "127.0.0.1", port, ssl=context, server_hostname="localhost"
                )
        writer.close()

    async def many() -> None:
        await asyncio.gather(*(one() for _ in range(connections)))

    asyncio.run(many())
    return sorted(times)


def cpu(line: Connection) -> float:
    """Return the processor time that the server has used, in seconds."""
    line.send("cpu")
    used: float = line.recv()
    return used


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = multiprocessing.Pipe()
        process = multiprocessing.Process(
            target=run_server, args=(Path(folder), theirs), kwargs={"profiled": options.profile}
        )
        process.start()
        ports = ours.recv()
        context = ssl.create_default_context(cafile=Path(folder) / "ca.pem")
        for kept, port in ((True, ports[0]), (False, ports[1])):
            before = cpu(ours)
            times = load(port, context, kept=kept, seconds=options.seconds, connections=options.connections)
            used = 1000 * (cpu(ours) - before) / len(times)
            p50, p99 = (1000 * times[int(len(times) * share)] for share in (0.5, 0.99))
            kind, rate = "kept connections" if kept else "a connection each", len(times) / options.seconds
            print(f"{kind:18} {rate:6.0f} exchanges/s, p50 {p50:.2f} ms, p99 {p99:.2f} ms, {used:.2f} ms of processor")
        ours.send("stop")
        process.join()


if __name__ == "__main__":
    main()
