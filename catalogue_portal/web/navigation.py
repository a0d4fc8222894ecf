"""The few ways that lead from every page, by who is looking."""

from dataclasses import dataclass
from typing import Final

from flask import current_app, request, url_for

from catalogue_portal.actor import Actor, Role
from catalogue_portal.web.speech import LaterText
from catalogue_portal.web.speech import say_later as _l


@dataclass(frozen=True)
class Way:
    """One entry of the navigation; `roles` empty means that everybody sees it."""

    endpoint: str
    text: LaterText
    roles: frozenset[Role] = frozenset()

    def is_open_to(self, actor: Actor | None) -> bool:
        """Tell whether this person sees the entry."""
        return not self.roles or (actor is not None and actor.has_role(*self.roles))


WAYS: Final = (
    Way("listings_pages.catalogue", _l("Catalogue")),
    Way("labels_pages.verify", _l("Verify a label")),
    Way("publishers_pages.dashboard", _l("My apps"), frozenset({Role.PUBLISHER})),
    Way("reviews_pages.queue", _l("Dossiers"), frozenset({Role.REVIEWER, Role.DECIDER, Role.ADMINISTRATOR})),
    Way("surveillance_pages.watch", _l("Surveillance"), frozenset({Role.REVIEWER, Role.DECIDER, Role.ADMINISTRATOR})),
    Way("publishers_pages.organisations", _l("Organisations"), frozenset({Role.ADMINISTRATOR})),
    Way("accounts_pages.people", _l("People"), frozenset({Role.ADMINISTRATOR})),
    Way("audit_pages.chain", _l("Audit"), frozenset({Role.ADMINISTRATOR})),
)


@dataclass(frozen=True)
class Entry:
    """A way as it is drawn on one page."""

    url: str
    text: LaterText
    here: bool


def entries(actor: Actor | None) -> list[Entry]:
    """Return the navigation of this page."""
    ways = [way for way in WAYS if way.endpoint in current_app.view_functions and way.is_open_to(actor)]
    return [Entry(url_for(way.endpoint), way.text, here=_is_here(way)) for way in ways]


def _is_here(way: Way) -> bool:
    address = url_for(way.endpoint)
    return request.path == address or request.path.startswith(address.rstrip("/") + "/")


def landing(actor: Actor) -> str:
    """Return the page where somebody begins their work: the first way that is theirs by a role."""
    own = (way for way in WAYS if way.roles and way.endpoint in current_app.view_functions and way.is_open_to(actor))
    way = next(own, None)
    return url_for(way.endpoint if way else "listings_pages.home")


def within(address: str | None) -> str | None:
    """Return an address of ours to go back to, as a path; None when it would lead to another site."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")) or not address.isprintable():
        return None
    return address
