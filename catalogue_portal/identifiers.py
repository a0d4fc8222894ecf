"""Identifiers: a prefix that says what is meant, and sixty random bits that nobody guesses or counts."""

import secrets

ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
LENGTH = 12


def new_identifier(prefix: str) -> str:
    """Make an identifier such as `run_k3v7q2m5x4ab` (RFC 4648 base32 alphabet, lower case)."""
    return f"{prefix}_{''.join(secrets.choice(ALPHABET) for _ in range(LENGTH))}"
