from __future__ import annotations

import ipaddress
import socket
from typing import Any

import pytest

from sandbox import special_addresses
from sandbox.egress import EgressError, Guard, RefusedUrlError, is_loopback


def answering(*addresses: str) -> Any:  # noqa: ANN401 - a function that remembers what it was asked
    """Return a resolver that knows every name, under these addresses, and counts its calls."""

    def resolve(host: str, port: int, **_: object) -> list[tuple[Any, ...]]:
        resolve.asked.append(host)  # type: ignore[attr-defined]
        families = [socket.AF_INET6 if ":" in address else socket.AF_INET for address in addresses]
        return [(f, socket.SOCK_STREAM, 6, "", (a, port)) for f, a in zip(families, addresses, strict=True)]

    resolve.asked = []  # type: ignore[attr-defined]
    return resolve


HOSTILE = [
    "0.0.0.0",  # noqa: S104 - bound by nobody
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:0:127.0.0.1",
    "64:ff9b::169.254.169.254",
    "64:ff9b::127.0.0.1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2001:2::1",
    "2002:7f00:1::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
]


@pytest.mark.parametrize("address", HOSTILE)
def test_a_special_address_is_refused(address: str) -> None:
    with pytest.raises(RefusedUrlError, match="not on the public internet"):
        Guard(resolver=answering(address)).check("https://app.example/x")


@pytest.mark.parametrize("address", HOSTILE)
def test_one_special_address_among_public_ones_is_enough_to_refuse(address: str) -> None:
    with pytest.raises(RefusedUrlError):
        Guard(resolver=answering("93.184.216.34", address)).check("https://app.example/x")


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "64:ff9b::8.8.8.8"])
def test_a_public_address_is_accepted(address: str) -> None:
    destination = Guard(resolver=answering(address)).check("https://app.example/x?y=1")

    assert destination.addresses == (ipaddress.ip_address(address),)
    assert (destination.host, destination.port, destination.target) == ("app.example", 443, "/x?y=1")


def test_a_link_local_address_with_its_zone_is_refused() -> None:
    with pytest.raises(RefusedUrlError):
        Guard(resolver=answering("fe80::1%eth0")).check("https://app.example/")


def test_a_name_is_resolved_once() -> None:
    resolver = answering("93.184.216.34")
    Guard(resolver=resolver).check("https://app.example/")

    assert resolver.asked == ["app.example"]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "app.example",
        "//app.example/",
        "ftp://app.example/",
        "file:///etc/passwd",
        "gopher://app.example/",
        "https://",
        "https://user@app.example/",
        "https://user:secret@app.example/",
        "https://app.example:99999/",
        "https://app.example:x/",
        "https://[::1/",
        "https://app example/",
        "https://app.example\\@127.0.0.1/",
        "https://app.example/\r\nHost: other",
        "https://app.example/é",
        "https://" + "a" * 64 + ".example/",
        "https://app.example/" + "x" * 3000,
    ],
)
def test_what_is_no_url_of_ours_is_refused_before_anyone_is_asked(url: str) -> None:
    resolver = answering("93.184.216.34")
    with pytest.raises(RefusedUrlError):
        Guard(resolver=resolver).check(url)

    assert resolver.asked == []


@pytest.mark.parametrize("url", ["http://app.example/", "https://app.example:22/", "https://app.example:8080/"])
def test_plain_http_and_other_ports_are_refused(url: str) -> None:
    with pytest.raises(RefusedUrlError):
        Guard(resolver=answering("93.184.216.34")).check(url)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]", "[::ffff:127.0.0.1]", "localhost"]
)
def test_no_spelling_of_loopback_passes_the_real_resolver(host: str) -> None:
    with pytest.raises((RefusedUrlError, EgressError)):
        Guard().check(f"https://{host}/")


def test_loopback_is_reached_only_when_allowed_and_never_hidden() -> None:
    assert Guard(allow_loopback=True).check("http://127.0.0.1:5000/x").port == 5000
    with pytest.raises(RefusedUrlError):
        Guard(allow_loopback=True, resolver=answering("::ffff:127.0.0.1")).check("http://app.example/")
    with pytest.raises(RefusedUrlError):
        Guard(allow_loopback=True, resolver=answering("10.0.0.1")).check("http://app.example/")
    with pytest.raises(RefusedUrlError):
        Guard(allow_loopback=True, resolver=answering("127.0.0.1", "10.0.0.1")).check("http://app.example/")


def test_an_unknown_name_is_told() -> None:
    def nobody(*_: object, **__: object) -> list[tuple[Any, ...]]:
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(EgressError, match="not known"):
        Guard(resolver=nobody).check("https://nobody.example/")


def test_an_international_name_is_asked_in_its_ascii_form() -> None:
    resolver = answering("93.184.216.34")
    Guard(resolver=resolver).check("https://santé.example./")

    assert resolver.asked == ["xn--sant-epa.example"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://localhost:8080/x", True),
        ("https://127.0.0.1", True),
        ("https://[::1]:8/", True),
        ("https://localhost.example/", False),
        ("https://[::ffff:127.0.0.1]/", False),
        ("not a url", False),
        ("https://[", False),
    ],
)
def test_a_url_of_this_machine_is_recognised(url: str, *, expected: bool) -> None:
    assert is_loopback(url) is expected


def test_the_edges_of_special_blocks() -> None:
    assert special_addresses.is_public(ipaddress.ip_address("172.32.0.1"))
    assert special_addresses.is_public(ipaddress.ip_address("100.128.0.1"))
    assert special_addresses.is_public(ipaddress.ip_address("223.255.255.255"))
    assert special_addresses.is_public(ipaddress.ip_address("2001:200::1"))
    assert not special_addresses.is_public(ipaddress.ip_address("2001:1ff::1"))
