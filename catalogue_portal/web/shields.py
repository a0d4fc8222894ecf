"""What protects every answer: a content security policy with a nonce, and the header fields that go with it."""

import secrets
from typing import Final

from flask import Flask, Response, g, request

POLICY: Final = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
NOT_A_PAGE: Final = "default-src 'none'; frame-ancestors 'none'"
STRICT_TRANSPORT: Final = "max-age=31536000; includeSubDomains"


def nonce() -> str:
    """Return the nonce of this answer, for the rare inline script or style."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def install(app: Flask, *, public_url: str) -> None:
    """Add the header fields to every answer that does not set them itself."""
    over_tls = public_url.startswith("https://")

    def shield(response: Response) -> Response:
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        page = response.mimetype == "text/html"
        policy = POLICY.format(nonce=nonce()) if page else NOT_A_PAGE
        response.headers.setdefault("Content-Security-Policy", policy)
        if page:
            response.headers.setdefault("X-Frame-Options", "DENY")
            response.headers.setdefault("Cache-Control", "private, no-store")
            response.headers.add("Vary", "Cookie, Accept-Language")
        if request.path.startswith("/api/v1/") and "Authorization" in request.headers:
            response.headers.setdefault("Cache-Control", "private, no-store")  # a token's secret is among the answers
        if over_tls:  # whoever ends TLS before us; a browser that came by plain http ignores it (RFC 6797, 8.1)
            response.headers.setdefault("Strict-Transport-Security", STRICT_TRANSPORT)
        return response

    app.after_request(shield)
