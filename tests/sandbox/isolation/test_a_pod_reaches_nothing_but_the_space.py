"""What an app finds when it looks around in its pod: each thing tried from inside, with listeners of ours outside."""

from __future__ import annotations

import json
import socket
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from builders import pods

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.pod, pytest.mark.integration]

LOOKS_AROUND = r"""
import ctypes, json, os, socket, ssl, sys, time, urllib.request

def why(action):
    try:
        return f"possible: {action()!r}"
    except OSError as error:
        return os.strerror(error.errno) if error.errno and error.errno > 0 else type(error).__name__

def connect(address, port):
    with socket.create_connection((address, port), timeout=5):
        return "connected"

def send(address, port):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(2)
        sock.sendto(b"?", (address, port))
        return sock.recv(1)

def open_ports():
    found = []
    for port in range(1, 65536):
        with socket.socket() as sock:
            if sock.connect_ex(("127.0.0.1", port)) == 0 and sock.getsockname() != sock.getpeername():
                found.append(port)
    return found

def write(path):
    with open(path, "w") as file:
        return file.write("!")

def system_call(name, *arguments):
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments) != 0:
        raise OSError(ctypes.get_errno(), name)

def status(name):
    lines = open("/proc/self/status").read().splitlines()
    return next(line.split()[1] for line in lines if line.startswith(name + ":"))

host = json.loads(os.environ["HOST"])
began = time.monotonic()
name = why(lambda: socket.getaddrinfo("example.org", 443))
took = time.monotonic() - began
told = {
    "space": urllib.request.urlopen(os.environ["ISSUER"] + "/.well-known/openid-configuration").status,
    "space by a wrong name": why(lambda: urllib.request.urlopen(
        os.environ["ISSUER"].replace("localhost", os.uname().nodename) + "/.well-known/openid-configuration")),
    "ports": open_ports(),
    "host": {f"{address}:{port}": why(lambda: connect(address, port)) for address, port in host},
    "internet": why(lambda: connect("192.0.2.1", 443)),
    "metadata": why(lambda: connect("169.254.169.254", 80)),
    "DNS of others": why(lambda: send("192.0.2.53", 53)),
    "name": name,
    "name took": took,
    "interfaces": [name for _, name in socket.if_nameindex()],
    "abstract sockets": [line.split()[-1] for line in open("/proc/net/unix") if "@" in line],
    "engine": [path for path in ("/var/run/docker.sock", "/run/docker.sock", "/run/containerd", "/relay")
               if os.path.exists(path)],
    "resolver": open("/etc/resolv.conf").read(),
    "processes": [pid for pid in os.listdir("/proc") if pid.isdecimal()],
    "port 80": why(lambda: socket.create_server(("127.0.0.1", 80)).close()),
    "raw": why(lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)),
    "mount": why(lambda: system_call("mount", b"none", b"/tmp", b"tmpfs", 0, None)),
    "unshare": why(lambda: system_call("unshare", 0x10000000)),
    "root": [why(lambda: write(path)) for path in ("/x", "/etc/x", "/poincon/x", "/usr/x", "/data/x")],
    "capabilities": [status("CapEff"), status("CapBnd"), status("NoNewPrivs"), status("Seccomp")],
    "user": [os.getuid(), os.getgid(), os.getgroups()],
    "given": os.listdir("/poincon"),
}
print(json.dumps(told))
"""


@pytest.fixture
def host_listeners() -> Iterator[list[tuple[str, int]]]:
    """Listeners on every address of this machine, and on its loopback alone; where an app might look for them."""
    addresses = subprocess.run(["hostname", "--all-ip-addresses"], capture_output=True, text=True, check=True).stdout
    with socket.socket() as everywhere, socket.socket() as at_home:
        everywhere.bind(("0.0.0.0", 0))  # noqa: S104 - that an app cannot reach it is what is tested
        at_home.bind(("127.0.0.1", 0))
        for sock in (everywhere, at_home):
            sock.listen()
        port = everywhere.getsockname()[1]
        found = [("127.0.0.1", port), ("127.0.0.1", at_home.getsockname()[1]), ("172.17.0.1", port)]
        yield [*found, *((one, port) for one in addresses.split() if ":" not in one)]


def looked_around(folder: Path, host: list[tuple[str, int]], *, apart: bool) -> tuple[dict[str, Any], tuple[int, ...]]:
    with (
        pods.space(apart=apart) as where,
        pods.running(folder, LOOKS_AROUND, where, "VOLUME /data", HOST=json.dumps(host)) as (pod, _port),
    ):
        status = pod.wait(120)
        log = (folder / "log").read_text(encoding="utf-8")
        assert status == 0, log
        return json.loads(log), where[0].ports


def test_an_app_reaches_the_space_and_nothing_else(tmp_path: Path, host_listeners: list[tuple[str, int]]) -> None:
    seen, ports = looked_around(tmp_path, host_listeners, apart=False)

    assert seen["space"] == 200
    assert seen["ports"] == sorted(ports)
    assert set(seen["host"].values()) <= {"Connection refused", "Network is unreachable"}
    assert seen["internet"] == seen["metadata"] == seen["DNS of others"] == "Network is unreachable"
    assert (seen["name"], seen["interfaces"], seen["abstract sockets"]) == ("gaierror", ["lo"], [])
    assert seen["name took"] < 5
    assert seen["resolver"].split() == ["nameserver", "127.0.0.1"]
    assert seen["engine"] == []
    assert seen["processes"] == ["1"]


def test_an_app_has_no_power_in_its_container(tmp_path: Path) -> None:
    seen, _ports = looked_around(tmp_path, [], apart=False)

    assert seen["raw"] == seen["mount"] == seen["unshare"] == "Operation not permitted"
    assert seen["root"][:4] == ["Read-only file system"] * 4
    assert seen["root"][4] == "possible: 1", "a volume that the image declares is there, in memory"
    assert seen["capabilities"] == ["0000000000000000", "0000000000000000", "1", "2"]
    assert seen["user"] == [65534, 65534, [65534]]
    assert seen["given"] == ["ca.pem"]
    assert seen["port 80"] == "possible: None"


def test_every_listener_of_a_space_whose_endpoints_are_apart_is_there(tmp_path: Path) -> None:
    seen, ports = looked_around(tmp_path, [], apart=True)

    assert len(ports) == 6
    assert seen["ports"] == sorted(ports)
