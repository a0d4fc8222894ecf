"""Whose software statements a space believes (RFC 7591, 2.3)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Trust:
    """Who issues software statements, where the keys are, for whom they are written; `status_max_age` is in seconds."""

    statement_issuer: str
    statement_jwks_uri: str
    statement_audience: str
    status_max_age: int = 60
