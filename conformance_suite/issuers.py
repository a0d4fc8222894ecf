"""Issuers that a launch may name: the one that the app knows, and others, which lead to a watched host that is not it.

The watched hosts are the canaries of the space: what is asked there belongs to the episode named in its path. Some
addresses are spelled so that who compares beginnings, or looks for words, takes them for the known one.
"""

from __future__ import annotations

from urllib.parse import urlsplit

KNOWN = "known"
INTERNAL = "internal"  # an address of this machine, in digits
UNKNOWN = "unknown"  # the host of the known one, at another port
TWO_WAYS = ("user_name", "backslash", "circled_digits", "mentioned")
CANARY_PATH = "/canary/"
_CIRCLED = str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")  # which IDNA reads as plain digits (UTS 46)


def issuer_named(spelling: str, known: str, canaries: tuple[str, ...]) -> str:
    """The issuer as it is told to the app; `canaries` are at an internal address, and at another port of the host."""
    if spelling == KNOWN:
        return known
    internal, other_port = canaries
    if spelling == UNKNOWN:
        return other_port
    parts = urlsplit(internal)
    spelled = {
        INTERNAL: internal,
        "user_name": f"https://{urlsplit(known).netloc}@{parts.netloc}{parts.path}",
        "backslash": f"https://{urlsplit(known).netloc}\\@{parts.netloc}{parts.path}",
        "circled_digits": internal.replace(str(parts.hostname), str(parts.hostname).translate(_CIRCLED), 1),
        "mentioned": f"{internal}?{known}",
    }
    return spelled[spelling]
