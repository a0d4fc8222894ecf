"""No other site may post in a person's name: every form of a page carries a token that only this browser can have.

The token is an HMAC over a random cookie; besides, a browser that says where the post comes from must say that it
comes from here, so a cookie planted by a neighbouring host name gains nothing. The token is not bound to the session's
secret: that one changes every quarter of an hour, and a form may be open for longer. The REST API knows no cookies.
"""

import hmac
import secrets
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request
from markupsafe import Markup

from catalogue_portal.errors import Forbidden

COOKIE: Final = "poincon_form"
FIELD: Final = "form_token"
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
WITHOUT_COOKIES: Final = ("/api/", "/oauth2/", "/.well-known/")


def form_token() -> str:
    """Return the token of this browser's forms; makes its cookie if it has none yet."""
    if "form_seed" not in g:
        g.form_seed = request.cookies.get(COOKIE) or secrets.token_urlsafe(24)
    return _signed(g.form_seed)


def renew() -> None:
    """Begin anew: forms shown to somebody else in this browser are dead from now on (sign-in, sign-out)."""
    g.form_seed = secrets.token_urlsafe(24)


def field() -> Markup:
    """Return the hidden field that every posting form contains."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, form_token())


def install(app: Flask, *, public_url: str) -> None:
    """Refuse posts that do not come from our own forms."""
    over_tls = public_url.startswith("https://")
    app.before_request(_refuse_forgery)

    def keep_seed(response: Response) -> Response:
        seed = g.get("form_seed")
        if seed is not None and request.cookies.get(COOKIE) != seed:
            response.set_cookie(COOKIE, seed, httponly=True, samesite="Lax", secure=over_tls)
        return response

    app.after_request(keep_seed)


def _refuse_forgery() -> None:
    if request.method in SAFE or request.path.startswith(WITHOUT_COOKIES):
        return
    seed = request.cookies.get(COOKIE, "")
    sent = request.form.get(FIELD, "")
    if not seed or _comes_from_elsewhere() or not hmac.compare_digest(sent.encode(), _signed(seed).encode()):
        raise Forbidden("This form did not come from a page of ours, or the page was too old.", code="forged_form")


def _comes_from_elsewhere() -> bool:
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return True
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.host


def _signed(seed: str) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, b"poincon-form\0" + seed.encode(), sha256).hexdigest()
