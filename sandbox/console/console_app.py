"""The Flask application of the console: its rows of pages, and the door in front of them."""

from hashlib import sha256
from pathlib import Path
from typing import Final

from flask import Flask, Response, g, request, send_from_directory, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from sandbox.console import pages
from sandbox.console.console import Console
from sandbox.console.door import ROOT
from sandbox.console.views import acts, clients, clock, exchanges, faults, home, people, provider_clients

_STATIC: Final = Path(__file__).parent / "static"
_LARGEST: Final = 2 * 1024 * 1024  # bytes of a form; acts may carry attachments
_OPEN: Final = frozenset({"open", "asset"})  # reached without a session
_ROWS: Final = (
    *home.ROWS,
    *people.ROWS,
    *clients.ROWS,
    *provider_clients.ROWS,
    *exchanges.ROWS,
    *faults.ROWS,
    *clock.ROWS,
    *acts.ROWS,
)


def create_console_app(console: Console) -> Flask:
    """Make the application that serves the console of one space."""
    app = Flask("sandbox.console", static_folder=None)
    app.config.update(CONSOLE=console, MAX_CONTENT_LENGTH=_LARGEST, MAX_FORM_MEMORY_SIZE=_LARGEST)
    app.add_url_rule(f"{ROOT}/open", "open", _open)
    app.add_url_rule(f"{ROOT}/static/<path:name>", "asset", _asset)
    app.add_url_rule("/", "root", lambda: pages.go("home"))
    for row in _ROWS:
        app.add_url_rule(ROOT + row.path, row.name, row.view, methods=row.methods, provide_automatic_options=False)
    app.before_request(_guard)
    app.after_request(pages.keep_preferences)
    app.after_request(pages.secure)
    app.register_error_handler(HTTPException, _tell)
    app.context_processor(_surroundings)
    return app


def _guard() -> ResponseReturnValue | None:
    """Let in who may come in, and nobody else."""
    door = pages.console().door
    if request.host not in door.hosts():
        return Response("This is not a name of this console.\n", status=403, content_type="text/plain")
    g.session = request.cookies.get(door.cookie, "")
    if request.endpoint in _OPEN:
        return None
    if not door.is_session(g.session):
        return pages.page("locked.html", status=403)
    if request.method in {"GET", "HEAD"}:
        return None
    own = door.is_own_origin(request.host, request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site"))
    if not own or not door.is_form_token(g.session, request.form.get("form_token", "")):
        return pages.page("error.html", status=403, sentence="error_forged")
    return None


def _open() -> ResponseReturnValue:
    """Open the console for the browser that holds a link, and forget the link.

    The answer is a page and no redirect: behind one that another site began, browsers keep a strict cookie back.
    """
    door = pages.console().door
    if door.is_session(g.session):
        return pages.go("home")
    session = door.redeem(request.args.get("token", ""))
    if session is None:
        return pages.page("locked.html", status=403)
    answer = pages.page("opened.html")
    answer.set_cookie(door.cookie, session, path=ROOT, httponly=True, samesite="Strict")
    return answer


def _asset(name: str) -> Response:
    answer = send_from_directory(_STATIC, name)
    g.is_asset = True
    answer.headers["Cache-Control"] = "private, max-age=31536000, immutable" if request.args.get("v") else "no-cache"
    return answer


def _tell(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    sentence = {404: "error_missing", 405: "error_missing", 413: "error_large"}.get(code, "error_ours")
    return pages.page("error.html", status=code, sentence=sentence)


def _surroundings() -> dict[str, object]:
    found = pages.console()
    return {
        "asset": _asset_url,
        "address": pages.address,
        "form_token": found.door.form_token(g.get("session", "")),
        "space": found.space,
        "languages": pages.LANGUAGES,
        "themes": pages.THEMES,
    }


_DIGESTS: Final = {
    path.relative_to(_STATIC).as_posix(): sha256(path.read_bytes()).hexdigest()[:12]
    for path in _STATIC.rglob("*")
    if path.is_file()
}


def _asset_url(name: str) -> str:
    return url_for("asset", name=name, v=_DIGESTS[name])
