"""Reading the public catalogue; nobody needs to be signed in."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from catalogue_portal.apps.models import App
from catalogue_portal.errors import NotFound
from catalogue_portal.labels.models import LabelState
from catalogue_portal.labels.repository import all_labels, labels_of_app
from catalogue_portal.listings.models import ListedLabel, Listing
from catalogue_portal.publishers.models import Organisation
from catalogue_portal.storage.database import clock_of

_RANK: Final = (LabelState.VALID, LabelState.SUSPENDED, LabelState.EXPIRED, LabelState.WITHDRAWN)


@dataclass(frozen=True)
class Question:
    """What is looked for in the catalogue; an empty member asks nothing."""

    words: str = ""
    purpose: str = ""
    exchange: str = ""
    """A family of data, such as `measures`."""
    state: LabelState | None = None


ALL: Final = Question()


def catalogue(session: Session, question: Question = ALL) -> tuple[Listing, ...]:
    """Return the listed apps that answer the question: those in force first, then by name."""
    by_app = defaultdict(list)
    now = clock_of(session).now()
    for label in all_labels(session):
        by_app[label.app_id].append(ListedLabel(label, label.state_at(now)))
    listings = (_listing(session, app_id, labels) for app_id, labels in by_app.items())
    answers = (listing for listing in listings if _answers(listing, question))
    return tuple(sorted(answers, key=lambda one: (_RANK.index(one.state), one.name.casefold(), one.app_id)))


def listing(session: Session, app_id: str) -> Listing:
    """Return the listing of an app, also when its label is no longer in force; `NotFound` if it never had one."""
    now = clock_of(session).now()
    labels = [ListedLabel(label, label.state_at(now)) for label in labels_of_app(session, app_id)]
    if not labels:
        raise NotFound("There is no such app in the catalogue.")
    return _listing(session, app_id, labels)


def _listing(session: Session, app_id: str, labels: Iterable[ListedLabel]) -> Listing:
    newest_first = sorted(labels, key=lambda one: one.label.issued_at, reverse=True)
    # The best state counts, and among equals the newest label: a new release under review never hides a good one.
    current = min(newest_first, key=lambda one: _RANK.index(one.state))
    app = session.get_one(App, app_id)
    return Listing(
        app_id=app_id,
        name=current.claims.app.name,
        publisher=session.get_one(Organisation, app.organisation_id).name,
        kind=app.kind,
        current=current,
        former=tuple(one for one in newest_first if one.id != current.id),
    )


def _answers(listing: Listing, question: Question) -> bool:
    claims = listing.current.claims
    text = f"{listing.name} {listing.publisher}".casefold()
    return (
        all(word in text for word in question.words.casefold().split())
        and (not question.purpose or question.purpose in claims.purposes)
        and (not question.exchange or question.exchange in claims.exchanges)
        and (question.state is None or listing.state is question.state)
    )
