"""The values of codes and access tokens: drawn at random, and short."""

import secrets

from sandbox.hooks import IssuedKind, IssuedValue, apply
from sandbox.journal.exchange import Exchange


def new_value(exchange: Exchange, kind: IssuedKind) -> str:
    """Draw the value of a code or an access token that is about to be issued."""
    return apply(exchange, "issued_value", IssuedValue(kind, secrets.token_urlsafe(32))).value
