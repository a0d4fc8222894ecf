"""Light or dark: the person's choice, else the device's (then the page says nothing and the style sheet decides)."""

from typing import Final

from flask import request

THEMES: Final = ("light", "dark")
COOKIE: Final = "poincon_theme"


def theme() -> str | None:
    """Return the chosen theme, or None to follow the device."""
    chosen = request.cookies.get(COOKIE)
    return chosen if chosen in THEMES else None
