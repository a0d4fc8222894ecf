"""One clear sentence and a next step for each thing that an engine or an image can lack."""

from __future__ import annotations

import gc
import os
import socket
import threading
from typing import TYPE_CHECKING

import pytest
from builders import images, pods
from builders.waiting import until

from sandbox.isolation.engine import Engine
from sandbox.isolation.engine_error import EngineError
from sandbox.isolation.process import IsolationError

if TYPE_CHECKING:
    from pathlib import Path

needs_engine = [pytest.mark.pod, pytest.mark.integration]
SOCKET = "unix:///var/run/docker.sock"


def refused(address: str, monkeypatch: pytest.MonkeyPatch) -> EngineError:
    monkeypatch.setenv("DOCKER_HOST", address)
    with pytest.raises(EngineError) as told:
        Engine.open()
    return told.value


def test_no_engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told = refused(f"unix://{tmp_path}/none", monkeypatch)
    assert str(told) == f"no container engine answers at unix://{tmp_path}/none: no such file or directory"
    assert "start Docker" in told.hint


def test_an_engine_of_another_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    told = refused("tcp://engine.example:2376", monkeypatch)
    assert str(told) == "the container engine at tcp://engine.example:2376 is not on this machine"


class Between:
    """A door to the engine that can be shut."""

    def __init__(self, path: Path) -> None:
        self.address = f"unix://{path}"
        self._engine = os.environ.get("DOCKER_HOST", SOCKET).removeprefix("unix://")
        self._open: list[socket.socket] = []
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(path))
        self._door.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                one, _ = self._door.accept()
            except OSError:
                return
            other = socket.socket(socket.AF_UNIX)
            other.connect(self._engine)
            self._open += [one, other]
            for source, sink in ((one, other), (other, one)):
                threading.Thread(target=self._copy, args=(source, sink), daemon=True).start()

    def _copy(self, source: socket.socket, sink: socket.socket) -> None:
        try:
            while said := source.recv(65536):
                sink.sendall(said)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            return

    def shut(self, path: Path) -> None:
        path.unlink()
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        for sock in self._open:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
            finally:
                sock.close()


class TestWithAnEngine:
    pytestmark = needs_engine

    def test_no_image(self) -> None:
        with pods.engine() as engine, pytest.raises(EngineError, match="has no image 'nobody/nothing:1'") as told:
            engine.find("nobody/nothing:1")
        assert told.value.hint == "docker pull nobody/nothing:1, or build it"

    def test_what_is_no_name_of_an_image(self) -> None:
        with pods.engine() as engine, pytest.raises(EngineError, match="is no image"):
            engine.find("No Image")

    def test_an_image_of_another_architecture(self) -> None:
        name = images.of_another_machine("poincon-test-foreign:1")
        with pods.engine() as engine, pytest.raises(EngineError, match="is for s390x, this engine runs ") as told:
            engine.find(name)
        assert "--platform linux/" in told.value.hint

    def test_an_image_without_a_command(self) -> None:
        with pods.engine() as engine, pytest.raises(EngineError, match="has no command"):
            engine.find(images.without_command("poincon-test-mute:1"))

    def test_no_such_runtime(self) -> None:
        if "runsc" in images.client().info()["Runtimes"]:
            pytest.skip("this engine has gVisor")
        with pytest.raises(EngineError, match="has no runtime 'runsc'") as told:
            Engine.open("pod+gvisor")
        assert "daemon.json" in told.value.hint

    def test_a_command_that_is_not_in_the_image(self, tmp_path: Path) -> None:
        name = images.image("poincon-test-program:1", {}, 'CMD ["/no-such-program"]')
        said = pytest.raises(IsolationError, match=r"cannot be started: exec: .*no such file")
        with pods.engine() as engine, said:
            pods.start(engine, tmp_path, name)

    def test_an_app_that_exits(self, tmp_path: Path) -> None:
        with pods.running(tmp_path, "raise SystemExit('no database')") as (pod, _port):
            assert pod.wait(60) == 1
            until(lambda: not pod.alive())
            assert pod.ending() == "ended with status 1"
            assert (tmp_path / "log").read_text(encoding="utf-8") == "no database\n"

    @pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # of the client
    def test_an_engine_that_is_gone_midway(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        between = Between(tmp_path / "engine")
        images.program("poincon-test-program:1", "import time; time.sleep(3600)")
        with monkeypatch.context() as through:
            through.setenv("DOCKER_HOST", between.address)
            opened = Engine.open()
        pod, _port = pods.start(opened, tmp_path / "pod", "poincon-test-program:1")

        between.shut(tmp_path / "engine")
        until(lambda: not pod.alive())
        assert pod.ending() == "was lost: the container engine stopped answering"
        pod.stop()
        opened.close()

        with pods.engine() as engine:
            left = [one["Id"] for one in engine.client.containers(all=True) if pod.id in one["Names"][0]]
            for container in left:
                engine.client.remove_container(container, force=True)
        assert len(left) == 2
        gc.collect()
