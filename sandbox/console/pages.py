"""How a page of the console is made: its words in French and English, its theme, its headers."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from flask import Response, current_app, g, render_template, request, url_for

from sandbox.console.console import Console
from sandbox.sentences import sentences

LANGUAGES: Final = {"fr": "Français", "en": "English"}
THEMES: Final = ("auto", "light", "dark")
LANGUAGE_COOKIE: Final = "poincon_console_language"
THEME_COOKIE: Final = "poincon_console_theme"


def console() -> Console:
    """Return the console that the request came to."""
    found: Console = current_app.config["CONSOLE"]
    return found


def words(language: str) -> dict[str, str]:
    """Return every sentence of the console in one language."""
    return sentences("sandbox.console", language)


def language() -> str:
    """Choose the language: the one asked for, the one kept, the browser's, French."""
    for choice in (request.args.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        if choice in LANGUAGES:
            return choice
    return request.accept_languages.best_match(list(LANGUAGES)) or "fr"


def theme() -> str:
    """Choose the theme: the one asked for, the one kept, that of the device."""
    for choice in (request.args.get("theme"), request.cookies.get(THEME_COOKIE)):
        if choice in THEMES:
            return choice
    return "auto"


def page(template: str, *, status: int = 200, **values: object) -> Response:
    """Render a page in the language and theme of the browser."""
    chosen = language()
    html = render_template(f"console/{template}", lang=chosen, w=words(chosen), theme=theme(), here=here, **values)
    return Response(html, status=status, content_type="text/html; charset=utf-8")


def fragment(template: str, **values: object) -> str:
    """Render a part of a page."""
    chosen = language()
    return render_template(f"console/{template}", lang=chosen, w=words(chosen), **values)


def here(**changes: str) -> str:
    """Return the address of this page with other parameters."""
    return "?" + urlencode({**request.args.to_dict(), **changes})


def go(endpoint: str, **values: str | int) -> Response:
    """Send the browser on after a post, so that loading the page again posts nothing."""
    return Response(status=303, headers={"Location": address(endpoint, values)})


def address(endpoint: str, values: Mapping[str, str | int]) -> str:
    """Return the address of a page with these parameters, whose names `url_for` could take for its own."""
    return url_for(endpoint) + (f"?{urlencode(values)}" if values else "")


def keep_preferences(answer: Response) -> Response:
    """Keep the language and the theme that were asked for."""
    for name, cookie, choices in (("lang", LANGUAGE_COOKIE, tuple(LANGUAGES)), ("theme", THEME_COOKIE, THEMES)):
        choice = request.args.get(name)
        if choice in choices:
            answer.set_cookie(
                cookie, str(choice), path="/console", httponly=True, samesite="Strict", max_age=31_536_000
            )
    return answer


def secure(answer: Response) -> Response:
    """Say what no page of ours needs: scripts of others, frames, guesses at types, copies in caches."""
    issuer_origin = "/".join(console().space.issuer.split("/")[:3])
    answer.headers["Content-Security-Policy"] = (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:;"
        f" connect-src 'self'; form-action 'self' {issuer_origin}; base-uri 'none'; frame-ancestors 'none'"
    )
    answer.headers["Referrer-Policy"] = "same-origin"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if not g.get("is_asset"):
        answer.headers["Cache-Control"] = "no-store"
    return answer
