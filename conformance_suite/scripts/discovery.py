"""The app starts at a space whose discovery is wrong, then a person signs in."""

from __future__ import annotations

from dataclasses import replace

from conformance_suite.plays import FaultSpec, JsonScalar, Play
from conformance_suite.scripts.parts import END, SIGN_IN
from conformance_suite.scripts.sign_in import sign_in_from_start


def discovery_with(fault: str, *, variant: str = "", **params: JsonScalar) -> Play:
    """The document is bent by one fault."""
    return replace(_start(), faults=(FaultSpec(fault, tuple(sorted(params.items()))),), variant=variant)


def discovery_in_ways(fault: str, setting: str, *ways: str) -> tuple[Play, ...]:
    """The document is bent in several ways, a play each."""
    return tuple(discovery_with(fault, variant=way, **{setting: way}) for way in ways)


def discovery_fails() -> tuple[Play, ...]:
    """There is no document: an error, a page for people, or no answer."""
    there = {"endpoint": "discovery"}
    return (
        discovery_with("answer_server_error", variant="error", status="500", **there),
        discovery_with("answer_not_json", variant="html", **there),
        discovery_with("answer_hang", variant="hang", **there),
    )


def discovery_allows_none() -> Play:
    """The document offers `none` for ID tokens, and the ID token is not signed."""
    faults = (FaultSpec("discovery_weak_algorithms"), FaultSpec("id_token_alg_none"))
    return replace(_start(), faults=faults)


def discovery_without_tls() -> tuple[Play, ...]:
    """The document publishes an endpoint over plain http; each has a listener of its own that hears whoever comes."""
    members = (("token_endpoint", "token"), ("jwks_uri", "jwks"))
    return tuple(
        replace(
            discovery_with("discovery_plain_http", variant=variant, member=member),
            uses=("discovery", variant),
            apart=True,
        )
        for member, variant in members
    )


def _start() -> Play:
    return sign_in_from_start("discovery_more_members", uses=("discovery",))


def set_up_for_production() -> Play:
    """The app starts with its settings of production, though it is given a test space; a person would sign in."""
    steps = (*SIGN_IN, *END)
    return Play("sign_in", steps, lane="twin", reached="baseline", from_start=True, production=True)
