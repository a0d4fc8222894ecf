"""The whole life of a pod against that of the same container run plainly, interleaved: made, started, answers, gone.

Usage: python benchmarks/pod.py [LIVES], with a container engine (tools/docker-engine). Prints medians and their ratio;
the pod is to cost 1.2 times the plain container at most. The relay's image, made once a run, is told apart.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import requests

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from builders import images, pods

LIVES = 12
PORT = 8000
APP = "poincon-benchmark-app:1"
SERVES = """
from http.server import HTTPServer, BaseHTTPRequestHandler
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(204)
        self.end_headers()
    def log_message(self, *_): pass
HTTPServer(("0.0.0.0", 8000), Handler).serve_forever()
"""


def plainly() -> float:
    """Seconds that the container takes on the engine's usual network, its first answer included."""
    client = images.client()
    began = time.monotonic()
    container = client.containers.create(APP)
    container.start()
    container.reload()
    address = next(iter(container.attrs["NetworkSettings"]["Networks"].values()))["IPAddress"]
    await_answer(f"http://{address}:{PORT}/")
    container.remove(force=True)
    return time.monotonic() - began


def in_a_pod(engine: pods.Engine, where: tuple[pods.Space, Path], folder: Path) -> float:
    """Seconds that the same container takes in a pod."""
    began = time.monotonic()
    pod, port = pods.start(engine, folder, APP, where)
    await_answer(f"http://localhost:{port}/")
    pod.stop()
    return time.monotonic() - began


def await_answer(url: str) -> None:
    """Return once the app answers."""
    while True:
        with suppress(requests.RequestException):
            requests.get(url, timeout=1)
            return
        time.sleep(0.01)


def main() -> None:
    """Measure and print."""
    lives = int(sys.argv[1]) if len(sys.argv) > 1 else LIVES
    images.program(APP, SERVES)
    with tempfile.TemporaryDirectory() as folder, pods.engine() as engine, pods.space() as where:
        began = time.monotonic()
        engine.relay()
        print(f"relay's image, once a run: {time.monotonic() - began:.2f} s")
        plain, pod = [], []
        for number in range(lives):
            plain.append(plainly())
            pod.append(in_a_pod(engine, where, Path(folder) / str(number)))
    for name, took in (("plain container", plain), ("pod", pod)):
        print(f"{name}: median {statistics.median(took):.3f} s, from {min(took):.3f} to {max(took):.3f} (n={lives})")
    print(f"ratio of medians: {statistics.median(pod) / statistics.median(plain):.2f}")


if __name__ == "__main__":
    main()
