"""Who may come in: the browser that held a link of ours, under our own name, from our own pages.

The link holds a token that is good once. The session that it opens is a cookie that we can check without remembering
it, so that it outlives a restart of the space (its key is kept in the folder of the space, when it has one). A name of
the host that is not ours is a DNS rebinding; a post from another origin is a forgery, even one of an app on the same
host, whose pages count as the same site.
"""

import hmac
import secrets
import threading
from typing import Final

from sandbox.json_reading import text_at
from sandbox.kept_file import keep, kept
from sandbox.spaces import Space

ROOT: Final = "/console"
_FILE: Final = "console.json"
_MOST_LINKS: Final = 100  # not used yet


class Door:
    """The door of one console; `port` is known once it listens."""

    def __init__(self, space: Space) -> None:
        self.port = 0
        self._key = _key(space)
        self._links: dict[str, None] = {}
        self._lock = threading.Lock()

    @property
    def origin(self) -> str:
        """The origin under which links are made; `localhost` is left to the app, whose cookies these are not."""
        return f"http://127.0.0.1:{self.port}"

    def hosts(self) -> tuple[str, ...]:
        """Return the only names under which the console answers."""
        return (f"127.0.0.1:{self.port}", f"localhost:{self.port}")

    def new_link(self) -> str:
        """Return a URL that opens the console, once."""
        token = secrets.token_urlsafe(24)
        with self._lock:
            self._links[token] = None
            while len(self._links) > _MOST_LINKS:
                self._links.pop(next(iter(self._links)))
        return f"{self.origin}{ROOT}/open?token={token}"

    def redeem(self, token: str) -> str | None:
        """Return a new session for a token that is good, None for any other."""
        with self._lock:
            if token not in self._links:
                return None
            del self._links[token]
        name = secrets.token_urlsafe(18)
        return f"{name}.{self._seal('session', name)}"

    @property
    def cookie(self) -> str:
        """The name of the session cookie: cookies know no ports, and another console may run on this host."""
        return f"poincon_console_{self.port}"

    def is_session(self, session: str | None) -> bool:
        """Tell whether a session is one of ours."""
        name, _, seal = (session or "").partition(".")
        return bool(name) and hmac.compare_digest(seal.encode(), self._seal("session", name).encode())

    def form_token(self, session: str) -> str:
        """Return the token of the forms of a session."""
        return self._seal("form", session)

    def is_form_token(self, session: str, token: str) -> bool:
        """Tell whether a form is one that we served to that session."""
        return hmac.compare_digest(token.encode(), self.form_token(session).encode())

    def is_own_origin(self, host: str, origin: str | None, fetch_site: str | None) -> bool:
        """Tell whether a post comes from a page of ours, as far as the browser says."""
        if origin is not None and origin != f"http://{host}":
            return False
        return fetch_site in {None, "same-origin"}

    def _seal(self, what: str, text: str) -> str:
        return hmac.new(self._key, f"{what}/{text}".encode(), "sha256").hexdigest()


def _key(space: Space) -> bytes:
    if space.state_dir is None:
        return secrets.token_bytes(32)
    file = space.state_dir / _FILE
    known = text_at(kept(file, {}), "key")
    if known is None:
        known = secrets.token_hex(32)
        keep(file, {"key": known})
    return bytes.fromhex(known)
