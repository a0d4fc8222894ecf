"""Hook-up: the good journeys that the platform plays before credentials are given."""

from __future__ import annotations

from dataclasses import replace

from conformance_suite.plays import Journey, Play
from conformance_suite.scripts.measures import read_after_sign_in, write_after_sign_in
from conformance_suite.scripts.parts import END, SIGN_IN
from conformance_suite.scripts.sign_in import sign_in


def pair() -> Play:
    """A person pairs, nothing else."""
    return replace(sign_in(), honest=True)


def pair_and_read() -> Play:
    """A person pairs and reads."""
    return replace(read_after_sign_in(), honest=True)


def pair_and_write() -> Play:
    """A person pairs and writes."""
    return replace(write_after_sign_in(), honest=True, passive=False)


def pair_and_unpair() -> Play:
    """A person pairs, then unpairs in the app."""
    return Play("unpair", (*SIGN_IN, Journey("unpair"), *END), needs=("unpair",), honest=True)
