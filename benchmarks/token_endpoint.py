"""How many tokens a second: client_credentials with private_key_jwt at the portal's authorization server.

The portal is the real one (granian, SQLite with a full sync at each commit); assertions are signed before the clock
starts, each used once. Run it with nothing else on the machine: `python benchmarks/token_endpoint.py`.
"""

import argparse
import http.client
import itertools
import multiprocessing
import socket
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from builders.agreed_app import agreed_app
from builders.client_assertions import assertion, new_key, registered, token_request

from catalogue_portal.ports import Ports
from catalogue_portal.serving import serve
from catalogue_portal.settings import Settings

HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}


def main() -> None:
    """Measure and print one line a round."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--requests", type=int, default=1500, help="in each round")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        port = _free_port()
        issuer = f"http://localhost:{port}"
        key, world = new_key(), agreed_app(Path(folder), public_url=issuer)
        client_id = registered(world, key).id
        world.context.database.close()
        server = multiprocessing.get_context("fork").Process(target=_serve, args=(world.context.settings, port))
        server.start()
        try:
            _await(port)
            for number in range(options.rounds):
                now = time.time()
                bodies = [
                    urlencode(token_request(assertion(client_id, key, now=now, aud=issuer, exp=int(now) + 300)))
                    for _ in range(options.requests)
                ]
                print(f"round {number + 1}: {_play(port, bodies, options.connections)}")
        finally:
            server.terminate()
            server.join()


def _play(port: int, bodies: list[str], connections: int) -> str:
    waiting = iter(bodies)
    lock, durations, wrong = threading.Lock(), list[float](), itertools.count()

    def work() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        while True:
            with lock:
                body = next(waiting, None)
            if body is None:
                return
            started = time.perf_counter()
            connection.request("POST", "/oauth2/token", body, HEADERS)
            answer = connection.getresponse()
            answer.read()
            durations.append(time.perf_counter() - started)
            if answer.status != http.client.OK:
                next(wrong)

    started = time.perf_counter()
    threads = [threading.Thread(target=work) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = time.perf_counter() - started
    cuts = statistics.quantiles(durations, n=100)
    return (
        f"{len(bodies) / elapsed:6.0f} tokens/s, p50 {cuts[49] * 1000:5.1f} ms, p99 {cuts[98] * 1000:5.1f} ms, "
        f"{next(wrong)} errors ({connections} connections)"
    )


def _serve(settings: Settings, port: int) -> None:
    serve(settings, Ports(_unplayable, _unplayable), host="127.0.0.1", port=port)  # type: ignore[arg-type]


def _unplayable(*_: object, **__: object) -> object:
    raise AssertionError("nothing is played here")


def _await(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the portal did not start")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    main()
