"""Parts of a page that later nouns add to the page of an earlier one, which must not know them.

A noun's `views` declares `PANELS = {"release": runs_of_release}`; the page of releases asks for all that are declared.
"""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy.orm import Session

from catalogue_portal import discovery
from catalogue_portal.actor import Actor
from catalogue_portal.web.ways import Way


@dataclass(frozen=True)
class Panel:
    """A part of a page: its content, and the ways it adds to what one can do next."""

    body: Markup
    ways: tuple[Way, ...] = ()
    sentence: str = ""
    """What it adds to the sentence that tells the state."""
    step: str = ""
    """The step of the procedure that it knows to be reached."""
    done: bool = False
    """Whether nothing is left to do in the procedure."""


PanelMaker = Callable[[Session, Actor, object], Panel | None]


def panels(place: str, session: Session, actor: Actor, subject: object) -> list[Panel]:
    """Return the panels of a place for this subject, in the order of the nouns."""
    found = []
    for views in discovery.parts("views"):
        maker: PanelMaker | None = getattr(views, "PANELS", {}).get(place)
        panel = maker(session, actor, subject) if maker else None
        if panel is not None:
            found.append(panel)
    return found


def ways_of(found: list[Panel]) -> list[Way]:
    """Return what the panels offer to do next."""
    return [way for panel in found for way in panel.ways]
