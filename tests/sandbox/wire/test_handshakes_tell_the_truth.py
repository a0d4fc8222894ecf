from __future__ import annotations

import shutil
import socket
import ssl
import struct
import subprocess

import pytest
from builders.wire import RunningWire, read_all, request

from sandbox.faults.certificate_expired import CertificateExpired

_VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


@pytest.mark.parametrize("version", _VERSIONS)
def test_a_good_handshake_is_completed(wire: RunningWire, version: ssl.TLSVersion) -> None:
    context = wire.trusting()
    context.minimum_version = context.maximum_version = version
    with wire.connect(context=context) as tls:
        tls.sendall(request("/s/s1/hello"))
        read_all(tls)

    handshake = wire.await_event("handshake")
    assert (handshake["outcome"], handshake["hello"], handshake["flight_sent"]) == ("completed", True, True)
    assert (handshake["certificate"], handshake["listener"], handshake["alert"]) == ("valid", "main", None)
    assert handshake["version"] == {ssl.TLSVersion.TLSv1_2: "TLSv1.2", ssl.TLSVersion.TLSv1_3: "TLSv1.3"}[version]


@pytest.mark.parametrize("version", _VERSIONS)
def test_python_refuses_an_expired_certificate_with_an_alert(wire: RunningWire, version: ssl.TLSVersion) -> None:
    wire.open_episode("e-1", CertificateExpired())
    context = wire.trusting()
    context.minimum_version = context.maximum_version = version

    with pytest.raises(ssl.SSLCertVerificationError, match="expired"):
        wire.connect(wire.token, context)

    handshake = wire.await_event("handshake")
    assert (handshake["episode"], handshake["certificate"]) == ("e-1", "expired")
    assert (handshake["hello"], handshake["flight_sent"]) == (True, True)
    assert (handshake["outcome"], handshake["alert"]) == ("alert", "certificate_expired")
    assert handshake["faults"] == ["certificate_expired"]
    assert wire.events("exchange") == []


@pytest.mark.parametrize("version", ["1.2", "1.3"])
def test_curl_refuses_an_expired_certificate_with_an_alert(wire: RunningWire, version: str) -> None:
    wire.open_episode("e-1", CertificateExpired())
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("no curl here")
    url = f"https://localhost:{wire.token.port}/s/s1/oauth2/token"

    done = subprocess.run(
        [curl, "-sS", "--cacert", wire.authority.ca_bundle, f"--tlsv{version}", "--tls-max", version, url],
        capture_output=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == 60
    handshake = wire.await_event("handshake")
    assert (handshake["outcome"], handshake["alert"]) == ("alert", "certificate_expired")
    assert wire.events("exchange") == []


@pytest.mark.node
@pytest.mark.parametrize("version", ["TLSv1.2", "TLSv1.3"])
def test_node_leaves_an_expired_certificate_without_a_request(wire: RunningWire, version: str) -> None:
    wire.open_episode("e-1", CertificateExpired())
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node here")
    program = """
      const https = require("https"), fs = require("fs");
      const [bundle, url, version] = process.argv.slice(1);
      https.get(url, {ca: fs.readFileSync(bundle), minVersion: version, maxVersion: version}, () => process.exit(7))
        .on("error", error => { console.log(error.code); process.exit(0); });
    """
    url = f"https://localhost:{wire.token.port}/s/s1/oauth2/token"

    done = subprocess.run(
        [node, "-e", program, wire.authority.ca_bundle, url, version],
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )

    assert done.stdout.strip() == "CERT_HAS_EXPIRED"
    handshake = wire.await_event("handshake")
    assert (handshake["certificate"], handshake["flight_sent"]) == ("expired", True)
    # node looks at the certificate once its own part is done, then leaves without an alert: with TLS 1.2 we have seen
    # the handshake complete by then, with TLS 1.3 its last message was still in its hands
    assert handshake["outcome"] == {"TLSv1.2": "completed", "TLSv1.3": "closed"}[version]
    if handshake["outcome"] == "completed":
        ended = wire.await_event("connection")
        assert (ended["after"], ended["episode"]) == (None, "e-1")
    assert wire.events("exchange") == []


def test_a_client_that_does_not_verify_is_served_behind_the_expired_certificate(wire: RunningWire) -> None:
    wire.open_episode("e-1", CertificateExpired())
    careless = ssl.create_default_context()
    careless.check_hostname = False
    careless.verify_mode = ssl.CERT_NONE
    with wire.connect(wire.token, careless) as tls:
        tls.sendall(request("/s/s1/oauth2/token"))
        assert b" 200 " in read_all(tls)

    assert wire.await_event("handshake")["outcome"] == "completed"
    assert wire.await_event("exchange")["episode"] == "e-1"


def test_the_fault_stays_on_its_listener_and_ends_with_its_episode(wire: RunningWire) -> None:
    wire.open_episode("e-1", CertificateExpired())
    assert wire.get().endswith(b"hello")
    wire.space.close_episode("e-1")
    assert b" 200 " in wire.get("/s/s1/oauth2/token", wire.token)


def test_with_two_episodes_open_nobody_is_lied_to_about_certificates(wire: RunningWire) -> None:
    wire.open_episode("e-1", CertificateExpired())
    wire.open_episode("e-2")
    assert b" 200 " in wire.get("/s/s1/oauth2/token", wire.token)


def test_an_authority_that_is_not_trusted_is_told_by_its_alert(wire: RunningWire) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        wire.connect(context=ssl.create_default_context(cadata=_OTHER_ROOT))

    assert wire.await_event("handshake")["alert"] == "unknown_ca"


def test_a_client_without_a_common_version_is_refused(wire: RunningWire) -> None:
    with wire.raw() as tcp:
        tcp.sendall(bytes.fromhex("160301002f0100002b0301") + bytes(32) + bytes.fromhex("000004002f00350100"))
        assert read_all(tcp)[:1] == b"\x15"  # an alert of ours

    assert wire.await_event("handshake")["outcome"] == "refused"


def test_a_client_that_resets_before_it_has_spoken_is_seen_to_reset(wire: RunningWire) -> None:
    tcp = wire.raw()
    _reset(tcp)

    handshake = wire.await_event("handshake")
    assert (handshake["outcome"], handshake["hello"], handshake["flight_sent"]) == ("reset", False, False)


def test_a_client_that_resets_after_its_hello_had_the_flight(wire: RunningWire) -> None:
    tcp, incoming, outgoing = wire.raw(), ssl.MemoryBIO(), ssl.MemoryBIO()
    session = wire.trusting().wrap_bio(incoming, outgoing, server_hostname="localhost")
    with pytest.raises(ssl.SSLWantReadError):
        session.do_handshake()
    tcp.sendall(outgoing.read())
    assert tcp.recv(65536)
    _reset(tcp)

    handshake = wire.await_event("handshake")
    assert (handshake["outcome"], handshake["hello"], handshake["flight_sent"]) == ("reset", True, True)


def test_a_client_that_leaves_before_it_has_spoken_is_seen_to_close(wire: RunningWire) -> None:
    wire.raw().close()

    assert wire.await_event("handshake")["outcome"] == "closed"


def _reset(tcp: socket.socket) -> None:
    tcp.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    tcp.close()


_OTHER_ROOT = """-----BEGIN CERTIFICATE-----
MIIBtjCCAVugAwIBAgITBmyf1XSXNmY/Owua2eiedgPySjAKBggqhkjOPQQDAjA5
MQswCQYDVQQGEwJVUzEPMA0GA1UEChMGQW1hem9uMRkwFwYDVQQDExBBbWF6b24g
Um9vdCBDQSAzMB4XDTE1MDUyNjAwMDAwMFoXDTQwMDUyNjAwMDAwMFowOTELMAkG
A1UEBhMCVVMxDzANBgNVBAoTBkFtYXpvbjEZMBcGA1UEAxMQQW1hem9uIFJvb3Qg
Q0EgMzBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABCmXp8ZBf8ANm+gBG1bG8lKl
ui2yEujSLtf6ycXYqm0fc4E7O5hrOXwzpcVOho6AF2hiRVd9RFgdszflZwjrZt6j
QjBAMA8GA1UdEwEB/wQFMAMBAf8wDgYDVR0PAQH/BAQDAgGGMB0GA1UdDgQWBBSr
ttvXBp43rDCGB5Fwx5zEGbF4wDAKBggqhkjOPQQDAgNJADBGAiEA4IWSoxe3jfkr
BqWTrBqYaGFy+uGh0PsceGCmQ5nFuMQCIQCcAu/xlJyzlvnrxir4tiz+OpAUFteM
YyRIHN8wfdVoOw==
-----END CERTIFICATE-----
"""
