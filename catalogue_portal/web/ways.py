"""What somebody can do next with a thing: derived from its lifecycle, so that no page holds a rule of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel.speaklater import LazyString
from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor
from catalogue_portal.lifecycle import Lifecycle
from catalogue_portal.web.acts import act_word
from catalogue_portal.web.refusals import told


@dataclass(frozen=True)
class Way:
    """One thing to do: a link, or a button that posts; `refusal` says why it cannot be done just now."""

    url: str
    text: str | LazyString
    kind: str = ""
    post: bool = False
    refusal: str | None = None
    hidden: Mapping[str, str] = field(default_factory=dict)
    """What a button posts besides."""


def offered(
    lifecycle: Lifecycle[Any], session: Session, actor: Actor, subject: Any, address: Callable[[str], str | None]  # noqa: ANN401
) -> list[Way]:
    """Return the ways open from the present state; `address` gives the page of an event, or None to leave it out."""
    ways = []
    for offer in lifecycle.offers(session, actor, subject):
        url = address(offer.row.event)
        if url is None:
            continue
        word = act_word(lifecycle.noun, offer.row.event)
        refusal = told(offer.refusal) if offer.refusal is not None else None
        ways.append(Way(url, word.text, word.kind, post=not word.asks, refusal=refusal))
    return ways
