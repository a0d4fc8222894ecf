"""Secrets handed out once: random, recognisable, checksummed, and kept as digests only."""

import secrets
from hashlib import sha256
from zlib import crc32

PREFIX = "poincon_"
CHECKSUM_LENGTH = 6
ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


def new_secret(kind: str) -> str:
    """Make a secret such as `poincon_api_...`: 200 random bits, and a checksum for scanners of leaks."""
    body = f"{PREFIX}{kind}_{''.join(secrets.choice(ALPHABET) for _ in range(40))}"
    return body + _checksum(body)


def is_well_formed(secret: str, kind: str) -> bool:
    """Tell whether a text can be one of our secrets at all, before any database is asked."""
    body, checksum = secret[:-CHECKSUM_LENGTH], secret[-CHECKSUM_LENGTH:]
    return secret.startswith(f"{PREFIX}{kind}_") and secret.isascii() and checksum == _checksum(body)


def digest(secret: str) -> str:
    """Return what is kept of a secret. It has 200 random bits, so a fast hash does."""
    return sha256(secret.encode()).hexdigest()


def _checksum(body: str) -> str:
    number = crc32(body.encode())
    return "".join(ALPHABET[number >> shift & 31] for shift in range(0, 5 * CHECKSUM_LENGTH, 5))
