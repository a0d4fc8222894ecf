"""Compact JWS (RFC 7515, 3.1) recognised in text: header and claims may be kept, the signature may not."""

import base64
import binascii
import json
import re
from collections.abc import Callable

_COMPACT = re.compile(r"(?<![A-Za-z0-9_-])(eyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{2,}\.)([A-Za-z0-9_-]{16,})")


def signature(value: str) -> str | None:
    """Return the signature of a signed compact JWS, or None if `value` is none."""
    match = _COMPACT.fullmatch(value)
    return match.group(2) if match and _has_algorithm(match.group(1)) else None


def is_unsigned(value: str) -> bool:
    """Tell whether a value is a compact JWS with an empty signature: nothing in it is secret."""
    signing_input, dot, signed = value.rpartition(".")
    return bool(dot) and not signed and signing_input.count(".") == 1 and _has_algorithm(signing_input)


def without_signatures(text: str, placeholder: Callable[[str, str], str]) -> str:
    """Return `text` with the signature of every compact JWS replaced by `placeholder("jwt", signature)`."""
    if "eyJ" not in text:
        return text
    return _COMPACT.sub(lambda match: _mute(match, placeholder), text)


def _mute(match: re.Match[str], placeholder: Callable[[str, str], str]) -> str:
    if not _has_algorithm(match.group(1)):
        return match.group()
    return match.group(1) + placeholder("jwt", match.group(2))


def _has_algorithm(signing_input: str) -> bool:
    header = signing_input.partition(".")[0]
    try:
        decoded = json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4)))
    except (binascii.Error, ValueError):
        return False
    return isinstance(decoded, dict) and "alg" in decoded
