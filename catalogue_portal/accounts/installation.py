"""What accounts add to the application: renewing the session cookie."""

from flask import Flask

from catalogue_portal.accounts.session_cookie import renew_cookie
from catalogue_portal.context import Context


def install(app: Flask, _context: Context) -> None:
    """Renew session cookies on the way out."""
    app.after_request(renew_cookie)
