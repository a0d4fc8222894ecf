"""A diary of body weight, on the standard library: the conformant reference app, or a defect of it.

A file `defect.py` beside this one changes one thing: it may define `RelyingParty`, `ProfessionalParty`, `Measures`,
`Documents`, `Messages`, `Logout`, `Diary` or `Server`, subclasses of ours.
"""

from __future__ import annotations

import html
import importlib.util
import os
import secrets
import socket
import ssl
import sys
import urllib.parse
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

from documents import Content, Documents
from logout import Logout
from measures import Measures
from messages import Messages
from observations import day_of, items, member, value_of
from professionals import ProfessionalParty
from relying_party import Pairing, Pending, Refused, RelyingParty
from service import RelyingParty as ServiceRelyingParty
from signed_response import RelyingParty as SigningRelyingParty
from smart import RelyingParty as SmartRelyingParty

if TYPE_CHECKING:
    from collections.abc import Mapping


class Diary:
    """The pages. A browser is known by one cookie; it is renewed when somebody signs in."""

    def __init__(self, relying_party: RelyingParty, measures: Measures, logout: Logout) -> None:
        """Serve pages over these three."""
        self.relying_party = relying_party
        self.neighbour: RelyingParty | None = None  # at a second issuer, where the app knows one
        self.at_neighbour: set[str] = set()  # browsers sent there
        self.signing_out = logout
        self.measures = measures
        self.documents = Documents(relying_party)
        self.messages = Messages(relying_party)
        self.pending: dict[str, Pending] = {}
        self.pairings: dict[str, Pairing] = {}
        self.forms: set[str] = set()  # those that were not sent yet
        self.copies: dict[str, list[str]] = {}  # by browser: what is kept of who has unpaired there
        self.professionals: ProfessionalParty | None = None

    def handle(self, method: str, path: str, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """One request of one browser to one page."""
        pages = {
            ("GET", "/healthz"): self.health,
            ("GET", "/"): self.home,
            ("GET", "/consent"): self.consent,
            ("GET", "/login"): self.login,
            ("GET", "/login-2"): self.login_at_neighbour,
            ("GET", "/launch"): self.launch,
            ("GET", "/start"): self.start,
            ("GET", "/pro/login"): self.professional_login,
            ("GET", "/pro/callback"): self.professional_callback,
            ("GET", "/pro"): self.professional,
            ("GET", "/callback"): self.callback,
            ("GET", "/me"): self.me,
            ("GET", "/measures"): self.read,
            ("GET", "/measure"): self.form,
            ("POST", "/measures"): self.write,
            ("GET", "/messages"): self.list_messages,
            ("GET", "/message"): self.read_message,
            ("GET", "/documents"): self.list_documents,
            ("GET", "/document"): self.show_document,
            ("GET", "/document/content"): self.download_document,
            ("POST", "/secondary-use"): self.secondary_use,
            ("POST", "/unpair"): self.unpair,
            ("GET", "/kept"): self.give_copy,
            ("POST", "/job"): self.job,
            ("POST", "/erase"): self.erase,
            ("POST", "/logout"): self.logout,
            ("POST", "/backchannel-logout"): self.backchannel_logout,
        }
        page = pages.get((method, path))
        if page is None:
            return Page(404, "Cette page n'existe pas.")
        try:
            return page(query, form, sid)
        except Refused as refusal:
            return self.on_refusal(refusal)

    def parameters(self, pairs: list[tuple[str, str]]) -> dict[str, str]:
        """The parameters of an address; one that is repeated says nothing (RFC 6749 3.1)."""
        names = [name for name, _ in pairs]
        return {name: value for name, value in pairs if names.count(name) == 1}

    def on_refusal(self, refusal: Refused) -> Page:
        """An error page in the person's words, with a way back."""
        return Page(400, f"{html.escape(str(refusal))} <a href='/'>Retour à l'accueil</a>")

    def health(self, _query: dict[str, str], _form: dict[str, str], _sid: str) -> Page:
        """Whether the app is up."""
        return Page(200, "Prêt.")

    def home(self, query: dict[str, str], _form: dict[str, str], sid: str) -> Page:
        """The front page, where a logout at the space leads back to as well."""
        if "state" in query:
            return self.signed_out(query, sid)
        return Page(200, "<a href='/login'>Se connecter à Mon espace santé</a>")

    def consent(self, _query: dict[str, str], _form: dict[str, str], _sid: str) -> Page:
        """What people consent to, in the words that were approved."""
        text = "Le carnet lit et ajoute vos mesures de poids, pour vous les montrer, et n'en fait rien d'autre."
        return Page(200, f"<h1>Votre accord</h1><p>{text}</p><a href='/login'>Continuer</a>")

    def job(self, _query: dict[str, str], _form: dict[str, str], _sid: str) -> Page:
        """Do the work of the service, of an app that has one."""
        if not isinstance(self.relying_party, ServiceRelyingParty):
            return Page(404, "Cette page n'existe pas.")
        return Page(200, f"L'annuaire compte {self.relying_party.professionals()} professionnels.")

    def login(self, _query: dict[str, str], _form: dict[str, str], sid: str) -> Page:
        """Send the person to the space."""
        pending, url = self.relying_party.authorization_request()
        self.pending[sid] = pending
        return Page(303, "", location=self.relying_party.way_in(url))

    def login_at_neighbour(self, _query: dict[str, str], _form: dict[str, str], sid: str) -> Page:
        """Send the person to the second issuer."""
        if self.neighbour is None:
            raise Refused("Il n'y a qu'un espace de santé.")
        pending, url = self.neighbour.authorization_request()
        self.pending[sid] = pending
        self.at_neighbour.add(sid)
        return Page(303, "", location=self.neighbour.way_in(url))

    def launch(self, query: dict[str, str], _form: dict[str, str], sid: str) -> Page:
        """Somebody opens the diary from their record (SMART App Launch 2.2, 2.1)."""
        pending, url = self.relying_party.launch_request(query.get("iss", ""), query.get("launch", ""))
        self.pending[sid] = pending
        return Page(303, "", location=self.relying_party.way_in(url))

    def start(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Another site has somebody sign in (OIDC Core 4); they end on our own page whatever it asks for."""
        self.relying_party.check_initiator(query.get("iss", ""))
        return self.login(query, form, sid)

    def callback(self, query: dict[str, str], _form: dict[str, str], sid: str) -> Page:
        """The person comes back."""
        pending = self.pending.pop(sid, None)
        if pending is None:
            raise Refused("Aucune connexion n'est en cours dans ce navigateur.")
        asked = self.neighbour if sid in self.at_neighbour else self.relying_party
        self.at_neighbour.discard(sid)
        pairing = (asked or self.relying_party).complete(pending, query)
        renewed = secrets.token_urlsafe(24)
        self.pairings[renewed] = pairing
        self.pairings.pop(sid, None)
        self.copies.pop(sid, None)
        return Page(303, "", location="/me", cookie=renewed)

    def professional_party(self) -> ProfessionalParty:
        """Pro Santé Connect, or a refusal where professionals do not come."""
        if self.professionals is None:
            raise Refused("Ce carnet n'est pas ouvert aux professionnels.")
        return self.professionals

    def professional_login(self, _query: dict[str, str], _form: dict[str, str], sid: str) -> Page:
        """Send a professional to Pro Santé Connect."""
        return Page(303, "", location=self.professional_party().begin(sid))

    def professional_callback(self, query: dict[str, str], _form: dict[str, str], sid: str) -> Page:
        """A professional comes back."""
        return Page(303, "", location="/pro", cookie=self.professional_party().come_back(sid, query))

    def professional(self, _query: dict[str, str], _form: dict[str, str], sid: str) -> Page:
        """Which professional is signed in here."""
        known = self.professional_party().signed_in.get(sid)
        return (
            Page(401, "Personne n'est connecté.") if known is None else Page(200, f"Professionnel {html.escape(known)}")
        )

    def paired(self, sid: str) -> Pairing:
        """This browser's pairing, or a refusal."""
        pairing = self.pairings.get(sid)
        if pairing is None:
            raise Refused("Connectez-vous d'abord.")
        return pairing

    def me(self, _query: dict[str, str], _form: dict[str, str], sid: str) -> Page:
        """Who is signed in here."""
        pairing = self.pairings.get(sid)
        if pairing is None:
            return Page(401, "Personne n'est connecté.")
        return Page(200, f"Bonjour {html.escape(pairing.name)}")

    def read(self, _query: dict[str, str], _form: dict[str, str], sid: str) -> Page:
        """The person's body weights."""
        pairing = self.paired(sid)
        reading = self.measures.read(pairing)
        pairing.shown = [self.line(one) for one in reading.shown]
        rows = "".join(f"<li>{one}</li>" for one in pairing.shown)
        warnings = (
            (reading.of_others, "Une mesure qui n'est pas la vôtre a été écartée."),
            (reading.unreadable, "Des données que l'application ne sait pas lire ont été laissées de côté."),
            (not reading.whole, "Il y a plus de mesures que l'application ne peut en lire."),
            (not reading.shown, "Aucune mesure pour le moment."),
        )
        told = "".join(f"<p>{words}</p>" for holds, words in warnings if holds)
        return Page(200, f"{told}<ul>{rows}</ul>")

    def line(self, observation: dict[str, Any]) -> str:
        """One measure in a list."""
        return html.escape(f"{day_of(observation)} : {value_of(observation)}")

    def write(self, _query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Send a body weight."""
        try:
            value = float(form.get("value", "").replace(",", "."))
        except ValueError as error:
            raise Refused("Donnez un poids en kilogrammes, par exemple 72,5.") from error
        pairing = self.paired(sid)
        if not self.takes(form.get("once")):
            return Page(200, "Cette mesure a déjà été envoyée.")
        try:
            self.measures.write(pairing, value)
        except Refused as refusal:
            self.forms.add(form.get("once", ""))  # it may not have been taken: the person decides
            return self.unsent(refusal, form)
        return Page(200, "Mesure envoyée.")

    def unsent(self, refusal: Refused, form: dict[str, str]) -> Page:
        """Why a measure was not sent, and the form as it was filled in: nothing has to be typed again."""
        page = self.on_refusal(refusal)
        page.body += self.measure_form(form.get("once", ""), form.get("value", ""))
        return page

    def form(self, _query: dict[str, str], _form: dict[str, str], sid: str) -> Page:
        """A form for one body weight: what it hides is good for one measure."""
        self.paired(sid)
        once = secrets.token_urlsafe(16)
        self.forms.add(once)
        return Page(200, self.measure_form(once, ""))

    def measure_form(self, once: str, typed: str) -> str:
        """That form, with what was typed before."""
        hidden = f"<input type='hidden' name='once' value='{html.escape(once)}'>"
        shown = f"name='value' inputmode='decimal' value='{html.escape(typed)}'"
        field = f"<label>Poids (kg) <input {shown}></label>"
        return f"<form id='measure' method='post' action='/measures'>{hidden}{field}<button>Envoyer</button></form>"

    def takes(self, once: str | None) -> bool:
        """Whether a form may still be sent; of two that come together, the second may not."""
        if once is None:  # not of our page
            return True
        try:
            self.forms.remove(once)
        except KeyError:
            return False
        return True

    def secondary_use(self, _query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Whether the person's data may serve other ends than their care; nothing else hangs on it."""
        pairing = self.paired(sid)
        pairing.secondary_use = form.get("choice") == "allow"
        told = "serviront aussi à la recherche" if pairing.secondary_use else "ne serviront qu'à vous"
        return Page(200, f"C'est noté : vos mesures {told}.")

    def list_messages(self, _query: dict[str, str], _form: dict[str, str], sid: str) -> Page:
        """What the person's messages are about, each with a way to it."""
        found = self.messages.list(self.paired(sid))
        ways = (self.way_to("/message", one["id"], str(member(one, "topic").get("text", "Message"))) for one in found)
        return Page(200, "".join(ways) or "Aucun message pour le moment.")

    def read_message(self, query: dict[str, str], _form: dict[str, str], sid: str) -> Page:
        """One message, which is read once it is shown."""
        pairing = self.paired(sid)
        message = self.messages.message(pairing, query.get("id", ""))
        changed = self.messages.is_unread(message) and not self.messages.mark_read(pairing, message)
        told = "<p>Ce message a changé pendant que vous le lisiez : relisez-le.</p>" if changed else ""
        words = [str(part.get("contentString", "")) for part in items(message, "payload") if isinstance(part, dict)]
        return Page(200, told + "".join(f"<p>{html.escape(one)}</p>" for one in words) + "<p>C'est tout.</p>")

    def list_documents(self, _query: dict[str, str], _form: dict[str, str], sid: str) -> Page:
        """The person's documents, each with a way to it."""
        found = self.documents.list(self.paired(sid))
        return Page(200, "".join(self.way_to_document("/document", one) for one in found) or "Aucun document.")

    def show_document(self, query: dict[str, str], _form: dict[str, str], sid: str) -> Page:
        """What is known of one document."""
        document = self.documents.document(self.paired(sid), query.get("id", ""))
        return Page(200, f"Télécharger : {self.way_to_document('/document/content', document)}")

    def download_document(self, query: dict[str, str], _form: dict[str, str], sid: str) -> Page:
        """Its content, to keep: no browser opens it here."""
        pairing = self.paired(sid)
        document = self.documents.document(pairing, query.get("id", ""))
        return Page(200, "", content=self.documents.content(pairing, document))

    def way_to_document(self, path: str, document: dict[str, Any]) -> str:
        """A button that leads to a page about a document."""
        title = str(self.documents.attachment(document).get("title", "Document"))
        return self.way_to(path, str(document.get("id")), title)

    def way_to(self, path: str, resource_id: str, title: str) -> str:
        """A button that leads to a page about one resource."""
        known = f"<input type='hidden' name='id' value='{html.escape(resource_id)}'>"
        return f"<form class='open' action='{path}'>{known}<button>{html.escape(title)}</button></form>"

    def unpair(self, _query: dict[str, str], _form: dict[str, str], sid: str) -> Page:
        """End the pairing from the app's side."""
        pairing = self.pairings.pop(sid, None)
        if pairing is not None:
            self.copies[sid] = pairing.shown
            self.relying_party.revoke(pairing)
        return Page(200, "L'appariement est terminé.")

    def give_copy(self, _query: dict[str, str], _form: dict[str, str], sid: str) -> Page:
        """What is kept of whoever has unpaired, in whole (GDPR 15 and 20)."""
        rows = "".join(f"<li>{one}</li>" for one in self.copies.get(sid, []))
        return Page(200, f"<h1>Ce que le carnet garde de vous</h1><ul>{rows}</ul>" if rows else "Rien n'est gardé.")

    def erase(self, _query: dict[str, str], _form: dict[str, str], sid: str) -> Page:
        """Forget it (GDPR 17)."""
        self.copies.pop(sid, None)
        return Page(200, "Tout ce que le carnet gardait de vous est effacé.")

    def logout(self, _query: dict[str, str], _form: dict[str, str], sid: str) -> Page:
        """End this browser's session here first, then offer to end it at the space."""
        pairing = self.pairings.pop(sid, None)
        if pairing is None:
            return Page(303, "", location="/")
        renewed = secrets.token_urlsafe(24)
        return Page(200, f"Vous êtes déconnecté du carnet. {self.signing_out.form(pairing, renewed)}", cookie=renewed)

    def signed_out(self, query: dict[str, str], sid: str) -> Page:
        """The person comes back from a logout at the space."""
        if not self.signing_out.is_expected(sid, query):
            raise Refused("Cette déconnexion n'a pas été demandée depuis ce navigateur.")
        return Page(200, "Vous êtes déconnecté du carnet et de Mon espace santé. <a href='/'>Accueil</a>")

    def backchannel_logout(self, _query: dict[str, str], form: dict[str, str], _sid: str) -> Page:
        """The space says that a session is over."""
        claims = self.signing_out.verify(form.get("logout_token", ""))
        self.pairings = {key: one for key, one in self.pairings.items() if not self.signing_out.ends(one, claims)}
        return Page(200, "Session close.")

    # --- what every answer carries -------------------------------------------------------------------------------

    def refuses(self, method: str, headers: Mapping[str, str]) -> bool:
        """Whether a request is refused for where it comes from: forms of other sites are (Fetch Metadata)."""
        return method == "POST" and headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}

    def cookie(self, value: str) -> str:
        """The session cookie: for this host, by https, out of the reach of scripts and other sites."""
        return f"sid={value}; Path=/; HttpOnly; Secure; SameSite=Lax"

    def headers(self, _request: Mapping[str, str]) -> dict[str, str]:
        """What protects pages in the browser; health pages are not stored."""
        return {
            "Cache-Control": "no-store",
            "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
            "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        }

    def document(self, page: Page) -> str:
        """A page as HTML."""
        return (
            "<!doctype html><html lang='fr'><head><meta charset='utf-8'><title>Carnet témoin</title></head>"
            f"<body><main>{page.body}</main></body></html>"
        )

    def banner(self) -> str:
        """What is told of the server."""
        return "carnet"

    def content_type(self, _page: Page) -> str:
        """What a page is."""
        return "text/html; charset=utf-8"

    def document_headers(self, content: Content) -> dict[str, str]:
        """A document is a download, of the type announced, and in no case runs in a page of ours."""
        contained = {"Content-Disposition": "attachment", "Content-Security-Policy": "sandbox; default-src 'none'"}
        return {"Content-Type": content.media_type, **contained}


class Page:
    """An answer to a browser."""

    def __init__(
        self,
        status: int,
        body: str,
        *,
        location: str | None = None,
        cookie: str | None = None,
        content: Content | None = None,
    ) -> None:
        """Status, HTML body, where to go next, new value of the session cookie; a document instead of the body."""
        self.status = status
        self.body = body
        self.location = location
        self.cookie = cookie
        self.content = content


class Handler(BaseHTTPRequestHandler):
    """HTTP for the diary."""

    protocol_version = "HTTP/1.1"
    diary: Diary

    def do_GET(self) -> None:
        """Answer a GET."""
        self._answer({})

    def do_POST(self) -> None:
        """Answer a POST."""
        size = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(size).decode("utf-8", "replace")
        self._answer(dict(urllib.parse.parse_qsl(body)))

    def _answer(self, form: dict[str, str]) -> None:
        parts = urllib.parse.urlsplit(self.path)
        morsel = SimpleCookie(self.headers.get("Cookie", "")).get("sid")
        sid = morsel.value if morsel else secrets.token_urlsafe(24)
        query = self.diary.parameters(urllib.parse.parse_qsl(parts.query))
        if self.diary.refuses(self.command, self.headers):  # type: ignore[arg-type]  # a message is a mapping
            page = Page(403, "Cette demande vient d'un autre site.")
        else:
            page = self.diary.handle(self.command, parts.path, query, form, sid)
        self._send(page, page.cookie or (None if morsel else sid))

    def _send(self, page: Page, cookie: str | None) -> None:
        body = self.diary.document(page).encode() if page.content is None else page.content.data
        headers = {"Content-Type": self.diary.content_type(page), **self.diary.headers(self.headers)}  # type: ignore[arg-type]  # a message is a mapping
        if page.content is not None:
            headers |= self.diary.document_headers(page.content)
        self.send_response(page.status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        if page.location:
            self.send_header("Location", page.location)
        if cookie:
            self.send_header("Set-Cookie", self.diary.cookie(cookie))
        self.end_headers()
        self.wfile.write(body)

    def do_OPTIONS(self) -> None:
        """Answer a preflight: no other origin may read anything."""
        self._answer({})

    def version_string(self) -> str:
        """Say nothing of what serves the pages."""
        return self.diary.banner()

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Write a line for each request, without its query: that of a callback holds a code."""
        del size
        sys.stderr.write(f"{self.command} {urllib.parse.urlsplit(self.path).path} {int(code)}\n")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the name is the standard library's
        """Say no more: what the standard library has to say quotes the request."""


class Server(ThreadingHTTPServer):
    """A server of its own class, so that a defect can serve otherwise."""

    daemon_threads = True
    request_queue_size = 128
    address_family = socket.AF_INET

    def speak_tls(self, pem: str) -> None:
        """Speak TLS with this key and certificate; hands are shaken by the thread that answers."""
        context = self.tls_context()
        context.load_cert_chain(pem)
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def tls_context(self) -> ssl.SSLContext:
        """TLS 1.2 or newer (RFC 8996)."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the standard library's
        """Say nothing of connections that come to nothing."""


def _defect() -> Any:  # noqa: ANN401 - a module with whichever of three names
    path = Path(__file__).with_name("defect.py")
    if not path.exists():
        return None
    spec = importlib.util.spec_from_file_location("defect", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _own_diary() -> type[Diary]:
    if "SCRIPTED" not in os.environ:
        return Diary
    scripted: type[Diary] = importlib.import_module("scripted").ScriptedDiary  # which builds on this module
    return scripted


def main() -> None:
    """Serve until ended."""
    defect = _defect()
    variants = {
        "SMART_BASE": SmartRelyingParty,
        "PRIVATE_JWK": ServiceRelyingParty,
        "RESPONSE_ALG": SigningRelyingParty,
    }
    own = next((party for name, party in variants.items() if name in os.environ), RelyingParty)
    relying_party = getattr(defect, "RelyingParty", own)()
    measures = getattr(defect, "Measures", Measures)(relying_party)
    logout = getattr(defect, "Logout", Logout)(relying_party)
    Handler.diary = getattr(defect, "Diary", _own_diary())(relying_party, measures, logout)
    if "ISSUER_2" in os.environ:
        Handler.diary.neighbour = getattr(defect, "RelyingParty", own)()
        Handler.diary.neighbour.move_to_second_issuer()
    if "PSC_ISSUER" in os.environ:
        Handler.diary.professionals = getattr(defect, "ProfessionalParty", ProfessionalParty)()
    Handler.diary.documents = getattr(defect, "Documents", Documents)(relying_party)
    Handler.diary.messages = getattr(defect, "Messages", Messages)(relying_party)
    server = getattr(defect, "Server", Server)(("127.0.0.1", int(os.environ["PORT"])), Handler)
    if "TLS_PEM" in os.environ:
        server.speak_tls(os.environ["TLS_PEM"])
    server.serve_forever()


if __name__ == "__main__":
    main()
