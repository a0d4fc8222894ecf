"""On what terms an issuer deals: what its clients may choose, its algorithms, lifetimes and cookie.

`space.part(terms)` gives those of a health space. The national identity providers, which run on the same code, have
terms of their own (see `sandbox.identity.realm`).
"""

from dataclasses import dataclass

from sandbox.inferred import Lifetimes, inferred
from sandbox.oidc.client_metadata import HEALTH_SPACE, Offer
from sandbox.spaces import Space


@dataclass(frozen=True)
class Cookie:
    """The cookie by which an issuer knows browsers, sent back below `path` only: others live on the same host."""

    name: str
    path: str


@dataclass(frozen=True)
class Terms:
    """What an issuer goes by.

    Attributes:
        offer: what clients may choose when they register.
        lifetimes: of what it issues, in seconds.
        cookie: by which it knows browsers.
        words: the package whose `words.yaml` has the sentences of its pages.
        assertion_audiences: what `aud` of a client assertion may be: the issuer, or an endpoint called with one.
    """

    offer: Offer
    lifetimes: Lifetimes
    cookie: Cookie
    assertion_audiences: tuple[str, ...]
    words: str


def terms(space: Space) -> Terms:
    """Return the terms of a health space."""
    return Terms(
        offer=HEALTH_SPACE,
        lifetimes=inferred().lifetimes,
        cookie=Cookie("poincon_browser", f"/s/{space.id}"),
        assertion_audiences=(
            *(space.issuer, space.token_endpoint),
            *(f"{space.issuer}/oauth2/{endpoint}" for endpoint in ("revoke", "par")),
        ),
        words=__package__ or "",
    )
