"""A place that is not the app's, where no link may send anybody, and the ways in which a browser can be told it."""

from __future__ import annotations

ELSEWHERE = "https://elsewhere.example/poincon"
HOST = "elsewhere.example"
AS_IT_IS = "absolute"
# A browser reads each of these as that place (WHATWG URL, 4.4); whoever looks for a host or a scheme may not.
SPELLINGS = {
    AS_IT_IS: ELSEWHERE,
    "without_scheme": "//elsewhere.example/poincon",
    "backslash": "/\\elsewhere.example/poincon",
    "backslashes": "\\/\\/elsewhere.example/poincon",
    "without_slashes": "https:elsewhere.example/poincon",
    "user_name": "{origin}@elsewhere.example/poincon",  # begins like an address of the app
    "encoded": "/%2Felsewhere.example/poincon",  # for whoever decodes once more
    "tab": "/\t/elsewhere.example/poincon",
    "newline": "/\n/elsewhere.example/poincon",
}


def spelled(spelling: str, origin: str) -> str:
    """The place, written in that way to an app of that origin."""
    return SPELLINGS[spelling].replace("{origin}", origin)
