"""What somebody can do next with a thing: derived from its lifecycle, so that no page holds a rule of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor
from catalogue_portal.lifecycle import Lifecycle
from catalogue_portal.storage.metadata import Base
from catalogue_portal.web.acts import act_word
from catalogue_portal.web.refusals import told
from catalogue_portal.web.speech import Text

SubjectT = TypeVar("SubjectT", bound=Base)


@dataclass(frozen=True)
class Way:
    """One thing to do: a link, or a button that posts; `refusal` says why it cannot be done just now."""

    url: str
    text: Text
    kind: str = ""
    post: bool = False
    refusal: str | None = None
    hidden: Mapping[str, str] = field(default_factory=dict)
    """What a button posts besides."""


def offered(
    lifecycle: Lifecycle[SubjectT],
    session: Session,
    actor: Actor,
    subject: SubjectT,
    address: Callable[[str], str | None],
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
