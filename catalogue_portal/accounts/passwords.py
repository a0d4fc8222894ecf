"""Passwords: argon2id (RFC 9106, second recommended option), and the same work for someone who does not exist."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

MINIMUM_LENGTH = 12
MAXIMUM_LENGTH = 200

_hasher = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)


def hash_password(password: str) -> str:
    """Return the salted hash to keep. Slow on purpose: call it outside of any transaction."""
    return _hasher.hash(password)


def password_matches(kept: str | None, password: str) -> bool:
    """Tell whether the password is the right one; without a kept hash the answer is no, after the same work."""
    try:
        return _hasher.verify(kept or _nobodys(), password) and kept is not None
    except VerificationError:
        return False


@cache
def _nobodys() -> str:
    return _hasher.hash("nobody has this password, and nobody is told so")
