"""The diary as one page: scripts sign in, and what stands for the session lives in the page's memory only.

The space lets no page of another origin call its token endpoint, so a small server exchanges the code for the page, and
keeps the tokens. It is known there as a public client: PKCE, made in the page, is all that binds a code to it.
A file `defect.py` beside this one changes one thing: it may define `Diary`, a subclass of ours.
"""

from __future__ import annotations

import importlib.util
import json
import os
import secrets
import sys
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from measures import Measures
from observations import day_of, value_of
from relying_party import SCOPE, Answer, Pairing, Pending, Refused, RelyingParty

HERE = Path(__file__).parent
PAGE = ("page.html", "text/html")
CONTENT = {"/": PAGE, "/callback": PAGE, "/app.js": ("app.js", "text/javascript")}


class PublicClient(RelyingParty):
    """The relying party of the reference app, without a secret."""

    def token_request(self, form: dict[str, str]) -> Answer:
        """A call to the token endpoint, the client named in the form (RFC 6749 3.2.1)."""
        return self._call_named(self.metadata()["token_endpoint"], form)

    def revoke(self, pairing: Pairing) -> bool:
        """Give the refresh token back (RFC 7009 2.1); whether the space took it."""
        form = {"token": pairing.refresh_token or "", "token_type_hint": "refresh_token"}
        return self._call_named(self.metadata()["revocation_endpoint"], form).status == 200

    def _call_named(self, url: str, form: dict[str, str]) -> Answer:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.call("POST", url, kind, urllib.parse.urlencode(form | {"client_id": self.client_id}).encode())


class Diary:
    """What the page asks of its server, in JSON."""

    def __init__(self) -> None:
        """Serve nobody yet."""
        self.relying_party = PublicClient()
        self.measures = Measures(self.relying_party)
        self.pairings: dict[str, Pairing] = {}

    def about(self, _content: dict[str, Any], _session: str) -> dict[str, Any]:
        """Where to sign in, and as whom."""
        metadata = self.relying_party.metadata()
        return {
            "endpoint": metadata["authorization_endpoint"],
            "issuer": metadata["issuer"],
            "promised": metadata.get("authorization_response_iss_parameter_supported") is True,
            "client_id": self.relying_party.client_id,
            "redirect_uri": self.relying_party.redirect_uri,
            "scope": SCOPE,
        }

    def sign_in(self, content: dict[str, Any], _session: str) -> dict[str, Any]:
        """Exchange the code of an answer that the page has looked at."""
        asked = content["pending"]
        pending = Pending(asked["state"], asked["nonce"], asked["verifier"])
        pairing = self.relying_party.complete(pending, content["parameters"])
        session = secrets.token_urlsafe(24)
        self.pairings[session] = pairing
        return self.signed_in(session, pairing)

    def signed_in(self, session: str, pairing: Pairing) -> dict[str, Any]:
        """What the page is given: no token."""
        return {"session": session}

    def me(self, _content: dict[str, Any], session: str) -> dict[str, Any]:
        """Who is signed in."""
        return {"name": self.paired(session).name}

    def read(self, _content: dict[str, Any], session: str) -> dict[str, Any]:
        """The person's body weights."""
        reading = self.measures.read(self.paired(session))
        warnings = (
            (reading.of_others, "Une mesure qui n'est pas la vôtre a été écartée."),
            (reading.unreadable, "Des données que l'application ne sait pas lire ont été laissées de côté."),
            (not reading.whole, "Il y a plus de mesures que l'application ne peut en lire."),
            (not reading.shown, "Aucune mesure pour le moment."),
        )
        lines = [f"{day_of(one)} : {value_of(one)}" for one in reading.shown]
        return {"lines": lines, "told": [words for holds, words in warnings if holds]}

    def write(self, content: dict[str, Any], session: str) -> dict[str, Any]:
        """Send a body weight."""
        try:
            value = float(str(content.get("value")).replace(",", "."))
        except ValueError as error:
            raise Refused("Donnez un poids en kilogrammes, par exemple 72,5.") from error
        self.measures.write(self.paired(session), value)
        return {"told": "Mesure envoyée."}

    def unpair(self, _content: dict[str, Any], session: str) -> dict[str, Any]:
        """End the pairing from the app's side."""
        pairing = self.pairings.pop(session, None)
        if pairing is not None:
            self.relying_party.revoke(pairing)
        return {"told": "L'appariement est terminé."}

    def paired(self, session: str) -> Pairing:
        """The pairing of a session, or a refusal."""
        pairing = self.pairings.get(session)
        if pairing is None:
            raise Refused("Connectez-vous d'abord.")
        return pairing

    def script(self, text: str) -> str:
        """The page's script."""
        return text


class Handler(BaseHTTPRequestHandler):
    """HTTP for the page."""

    protocol_version = "HTTP/1.1"
    diary: Diary

    def do_GET(self) -> None:
        """Answer with the page, its script, or what it asks for."""
        path = self.path.partition("?")[0]
        if path == "/healthz":
            self._send(200, "text/plain", "Prêt.")
        elif path in CONTENT:
            name, kind = CONTENT[path]
            text = (HERE / name).read_text(encoding="utf-8")
            self._send(200, kind, self.diary.script(text) if name == "app.js" else text)
        else:
            self._answer({"/about": self.diary.about, "/me": self.diary.me, "/measures": self.diary.read}.get(path), {})

    def do_POST(self) -> None:
        """Do what the page asks for: in JSON, which no form of another site can send."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        acts = {"/session": self.diary.sign_in, "/measures": self.diary.write, "/unpair": self.diary.unpair}
        if self.headers.get("Content-Type") != "application/json":
            self._send(415, "application/json", json.dumps({"refused": "Demande inattendue."}))
        else:
            self._answer(acts.get(self.path), json.loads(body))

    def _answer(self, act: Any, content: dict[str, Any]) -> None:  # noqa: ANN401 - a method of the diary, or none
        if act is None:
            self._send(404, "application/json", json.dumps({"refused": "Cette page n'existe pas."}))
            return
        try:
            said, status = act(content, self.headers.get("X-Session", "")), 200
        except Refused as refusal:
            said, status = {"refused": str(refusal)}, 400
        self._send(status, "application/json", json.dumps(said))

    def _send(self, status: int, kind: str, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        self.send_header(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'",
        )
        self.send_header("Referrer-Policy", "same-origin")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(body)

    def version_string(self) -> str:
        """Say nothing of what serves the page."""
        return "carnet"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Write a line for each request, without its query: that of a callback holds a code."""
        del size
        sys.stderr.write(f"{self.command} {self.path.partition('?')[0]} {int(code)}\n")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the name is the standard library's
        """Say no more: what the standard library has to say quotes the request."""


class Server(ThreadingHTTPServer):
    """A server that many may come to at once."""

    daemon_threads = True
    request_queue_size = 128


def main() -> None:
    """Serve until ended."""
    diary, path = Diary, HERE / "defect.py"
    if path.exists():
        spec = importlib.util.spec_from_file_location("defect", path)
        assert spec is not None
        assert spec.loader is not None
        defect = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(defect)
        diary = defect.Diary
    Handler.diary = diary()
    Server(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()


if __name__ == "__main__":
    main()
