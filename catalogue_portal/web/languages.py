"""Which language a page speaks: the person's choice, else what the browser prefers, else French."""

from pathlib import Path
from typing import Final

from flask import Flask, has_request_context, request
from flask_babel import Babel

LANGUAGES: Final = {"fr": "Français", "en": "English"}
DEFAULT: Final = "fr"
COOKIE: Final = "poincon_language"
CATALOGUES: Final = Path(__file__).parent / "translations"


def language() -> str:
    """Return the language of the page being made, `fr` or `en`."""
    if not has_request_context():
        return DEFAULT
    chosen = request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(list(LANGUAGES), DEFAULT) or DEFAULT


def install(app: Flask) -> None:
    """Give the application its catalogues; the source texts are English, so only French has one."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(CATALOGUES)
    Babel(app, locale_selector=language, timezone_selector=lambda: "Europe/Paris")
