"""Public pages: the first page and the catalogue."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

blueprint = Blueprint("listings_pages", __name__, template_folder="templates")


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Say what this place is, and show the three ways in."""
    return render_template("listings/home.html")
