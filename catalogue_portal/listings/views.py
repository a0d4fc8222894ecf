"""Public pages: the first page, the catalogue, and the page of a labelled app with its certificate."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from catalogue_portal.context import context
from catalogue_portal.identity import current_actor
from catalogue_portal.labels.publication import Publication
from catalogue_portal.labels.punch_mark import PunchMark
from catalogue_portal.listings import service
from catalogue_portal.listings.schemas import QuestionSchema
from catalogue_portal.listings.service import Question
from catalogue_portal.web.doctrine_words import edition_quoted
from catalogue_portal.web.panels import panels, ways_of
from catalogue_portal.web.speech import say as _

blueprint = Blueprint("listings_pages", __name__, template_folder="templates")


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Say what this place is, and show the ways in."""
    with context().database.reading() as session:
        newest = [one for one in service.catalogue(session) if not one.is_tombstone][:3]
        return render_template("listings/home.html", newest=newest, mark_of=_mark)


@blueprint.get("/catalogue")
def catalogue() -> ResponseReturnValue:
    """List the labelled apps that answer a question; suspended and withdrawn ones stay visible."""
    given = {name: value for name, value in request.args.items() if name in QuestionSchema().fields and value}
    try:
        question = Question(**QuestionSchema().load(given))
    except ValidationError:
        given, question = {}, Question()
    with context().database.reading() as session:
        found = service.catalogue(session, question)
        values: dict[str, Any] = {"found": found, "given": given, "mark_of": _mark}
        whole = not request.headers.get("HX-Request")
        return render_template("listings/catalogue.html" if whole else "listings/_found.html", **values)


@blueprint.get("/catalogue/<app_id>")
def show(app_id: str) -> ResponseReturnValue:
    """Show a labelled app: its certificate in a sentence, then what is signed."""
    actor = current_actor()
    with context().database.reading() as session:
        listing = service.listing(session, app_id)
        found = panels("listing", session, actor, listing.current.label) if actor else []
        return render_template(
            "listings/show.html",
            listing=listing,
            mark=_mark(listing.current.id),
            edition=edition_quoted(listing.current.claims.edition),
            issuer=Publication.of(context().settings).issuer,
            panels=found,
            ways=ways_of(found),
        )


def _mark(label_id: str) -> str:
    return PunchMark.of(label_id).svg(_("Punch mark of label %(label)s", label=label_id))
