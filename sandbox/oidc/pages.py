"""The pages that a person sees at the space: their words in French and English, their headers, their cookie."""

from functools import cache
from urllib.parse import urlencode

from authlib.oauth2 import OAuth2Error
from flask import Response, g, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from sandbox.oidc.browsers import Interaction
from sandbox.oidc.errors import json_answer
from sandbox.oidc.terms import terms
from sandbox.sentences import sentences
from sandbox.spaces import Space

LANGUAGES = ("fr", "en")
# No form-action: it would also stop the redirect to the app that follows the consent form.
_POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'"


@cache
def words(language: str, package: str = __package__ or "") -> dict[str, str]:
    """Return every sentence of the pages in one language; those of another package, with the common ones."""
    own = sentences(package, language)
    return own if package == __package__ else {**words(language), **own}


def language(wanted: str | None = None) -> str:
    """Choose the language: the person's own choice, then the app's wish, then the browser's, then French."""
    for choice in (_chosen(), wanted):
        tag = (choice or "").partition("-")[0].lower()
        if tag in LANGUAGES:
            return tag
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def _chosen() -> str | None:
    try:
        return request.values.get("lang")
    except HTTPException:  # the form is too large or malformed: what tells so is a page too
        return request.args.get("lang")


def page(
    template: str, *, status: int = 200, wanted: str | None = None, package: str | None = None, **values: object
) -> Response:
    """Render a page in the words of its issuer, or of a package; never cached, framed by nobody, running no script."""
    chosen = language(wanted)
    said = words(chosen, package or g.space.part(terms).words)
    html = render_template(template, lang=chosen, words=said, **values)
    answer = Response(html, status=status, content_type="text/html; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Security-Policy"] = _POLICY
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def see_other(url: str) -> Response:
    """Send the browser on, never cached; by 303 and not 307: a form's fields must not follow (RFC 9700, 4.12)."""
    answer = Response(status=303)
    answer.headers["Location"] = url
    answer.headers["Cache-Control"] = "no-store"
    return answer


def forward(space: Space, interaction: Interaction, step: str) -> Response:
    """Send the browser to the next page of an interaction, with its cookie."""
    answer = see_other(f"{space.coordinates.root('pages')}/{step}?{urlencode({'interaction': interaction.id})}")
    set_cookie(space, answer, interaction.browser.cookie)
    return answer


def set_cookie(space: Space, answer: Response, value: str) -> None:
    """Give the browser its cookie, for this space only: other spaces and the app may live on the same host."""
    cookie = space.part(terms).cookie
    answer.set_cookie(cookie.name, value, path=cookie.path, secure=True, httponly=True, samesite="Lax")


def delete_cookie(space: Space, answer: Response) -> None:
    """Have the browser forget its cookie."""
    cookie = space.part(terms).cookie
    answer.delete_cookie(cookie.name, path=cookie.path, secure=True, httponly=True, samesite="Lax")


def browser_cookie(space: Space) -> str | None:
    """Return the cookie by which the browser that asks is known to the space, if it has one."""
    return request.cookies.get(space.part(terms).cookie.name)


def refusal(error: OAuth2Error) -> ResponseReturnValue:
    """Tell an error that cannot be sent to the app: a page for a person, the OAuth error for a program."""
    if request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html":
        return page("refusal.html", status=error.status_code, code=error.error, description=error.description)
    return json_answer(error)


def lost() -> Response:
    """Tell that the interaction is over, unknown, or of another browser."""
    return page("lost.html", status=400)
