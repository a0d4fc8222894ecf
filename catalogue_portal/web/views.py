"""Pages of the portal itself: language and theme, the description of the REST API, and the doctrine as it is read."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from catalogue_portal.context import context
from catalogue_portal.errors import Invalid, NotFound
from catalogue_portal.evidence.types import types_for
from catalogue_portal.web import languages, themes
from catalogue_portal.web.api_description import describe, openapi_document
from catalogue_portal.web.doctrine_words import doctrine_sections, edition_quoted, requirements_with, stages_of
from doctrine.requirement_facts import HEADS, evidence, facts
from doctrine.requirement_page import history_told

if TYPE_CHECKING:
    from doctrine.model import Requirement

A_YEAR = 365 * 24 * 3600
MOST_WORDS = 100
blueprint = Blueprint("web", __name__, template_folder="templates", static_folder="static", static_url_path="/static")


@blueprint.post("/language")
def choose_language() -> ResponseReturnValue:
    """Keep the person's language and come back to the page."""
    return _keep(languages.COOKIE, request.form.get("language", ""), tuple(languages.LANGUAGES))


@blueprint.post("/theme")
def choose_theme() -> ResponseReturnValue:
    """Keep the person's theme and come back to the page; `auto` follows the device again."""
    return _keep(themes.COOKIE, request.form.get("theme", ""), (*themes.THEMES, "auto"))


@blueprint.get("/accessibility")
def accessibility() -> ResponseReturnValue:
    """Say how far these pages are accessible, and how that is known."""
    return render_template("web/accessibility.html")


@blueprint.get("/api/docs")
def api_docs() -> ResponseReturnValue:
    """List what the REST API can do, from the same document that programs read."""
    return render_template("web/api_docs.html", api=describe(openapi_document()))


@blueprint.get("/api/docs/<name>")
def api_section(name: str) -> ResponseReturnValue:
    """Describe the operations of one noun: what each takes and gives."""
    api = describe(openapi_document())
    section = next((one for one in api.sections if one.name == name), None)
    if section is None:
        raise NotFound("The REST API has no such section.")
    return render_template("web/api_section.html", api=api, section=section)


@blueprint.get("/doctrine")
def doctrine() -> ResponseReturnValue:
    """List what is required of an app, by theme; `?words=` keeps what says all of these words."""
    edition, sections = edition_quoted(None), doctrine_sections()
    if edition is None:
        raise NotFound("No edition of the doctrine is in force.")
    themes_of: dict[str, list[Requirement]] = {}
    wished = request.args.get("words", "")[:MOST_WORDS]
    for one in requirements_with(edition, wished):
        themes_of.setdefault(one.theme, []).append(one)
    shown = [(sections.theme(name), found) for name, found in sorted(themes_of.items())]
    return render_template("web/doctrine.html", edition=edition, themes=shown, wished=wished, longest=MOST_WORDS)


@blueprint.get("/doctrine/<requirement_id>")
def requirement(requirement_id: str) -> ResponseReturnValue:
    """Show one requirement: what, on which ground, how sure, how verified. `?edition=` asks for that edition's text."""
    edition = edition_quoted(request.args.get("edition"))
    found = edition.find(requirement_id) if edition else None
    if edition is None or found is None:
        raise NotFound("This edition of the doctrine has no such requirement.")
    told = {
        "heads": HEADS,
        "facts": dict(facts(found, languages.language())),
        "evidence": evidence(found, languages.language()),
        "documents": types_for(found.id),
        "cases": context().ports.cases_of(found.id),
        "history": tuple(history_told(stages_of(found.id), languages.language())),
    }
    return render_template("web/requirement.html", edition=edition, requirement=found, **told)


def _keep(cookie: str, value: str, choices: tuple[str, ...]) -> ResponseReturnValue:
    if value not in choices:
        raise Invalid("This choice does not exist.")
    response = redirect(_page_that_asked(), 303)
    response.set_cookie(cookie, value, max_age=A_YEAR, samesite="Lax", secure=request.is_secure, httponly=True)
    return response


def _page_that_asked() -> str:
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc == request.host:
        path = "/" + came_from.path.lstrip("/")  # two slashes would lead to another host
        return path + (f"?{came_from.query}" if came_from.query else "")
    return url_for("listings_pages.home")
