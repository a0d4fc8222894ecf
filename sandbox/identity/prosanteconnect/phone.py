"""The page that stands for a professional's phone with its e-CPS: what waits there, to accept or to refuse."""

import hmac
import secrets
from dataclasses import dataclass, field
from urllib.parse import urlencode

from flask import Response, request
from flask.typing import ResponseReturnValue

from sandbox.clock import Clock
from sandbox.identity.backchannel.requests import Answer, BackchannelRequest, BackchannelRequests
from sandbox.identity.page import provider_page
from sandbox.identity.prosanteconnect.professionals import Professionals, national_id
from sandbox.identity.realm import Realm
from sandbox.identity.sign_in import right_password
from sandbox.inferred import inferred
from sandbox.journal.exchange import Exchange
from sandbox.oidc.clients import Clients
from sandbox.oidc.pages import see_other
from sandbox.people.professional import Professional
from sandbox.spaces import Space
from sandbox.whole_number import whole_number

_COOKIE = "poincon_ecps"
_ANSWERS: dict[str, Answer] = {"accept": "accepted", "refuse": "refused"}
_MOST_DIGITS = 9  # of the number of a request


@dataclass(frozen=True)
class Phone:
    """A browser in which somebody's e-CPS is activated; `csrf` is the token of its forms."""

    cookie: str
    professional_id: str
    until: float
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(24))


class Phones:
    """The phones of one realm, apart from the browsers in which professionals sign in."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._clock = space.part(Clock)
        self._phones: dict[str, Phone] = {}

    def find(self, cookie: str | None) -> Phone | None:
        """Return the phone that holds a cookie, while its e-CPS is activated."""
        phone = self._phones.get(cookie or "")
        return phone if phone and self._clock.now() < phone.until else None

    def activate(self, professional_id: str) -> Phone:
        """Activate the e-CPS of a professional in a browser."""
        now = self._clock.now()
        until = now + inferred().identity_providers.prosanteconnect.phone
        phone = Phone(secrets.token_urlsafe(24), professional_id, until)
        self._space.vault.keep("cookie", phone.cookie)
        with self._space.lock:
            self._phones = {key: one for key, one in self._phones.items() if now < one.until}
            self._phones[phone.cookie] = phone
        return phone

    def deactivate(self, phone: Phone) -> None:
        """Forget a phone."""
        with self._space.lock:
            self._phones.pop(phone.cookie, None)


@dataclass(frozen=True)
class _Shown:
    """A request on the page of the phone; `seconds` are left to answer."""

    number: int
    client_name: str
    message: str
    seconds: int


def phone(realm: Realm, exchange: Exchange) -> ResponseReturnValue:
    """Show what waits for an answer, or read the answer."""
    phones = realm.part(Phones)
    known = phones.find(request.cookies.get(_COOKIE))
    professional = realm.part(Professionals).find(known.professional_id) if known else None
    if known is None or professional is None:
        return _activate(realm, exchange) if request.method == "POST" else _activation(realm)
    exchange.note(persona=professional.id)
    if request.method != "POST":
        return _waiting(realm, known, professional)
    if not hmac.compare_digest(request.form.get("csrf", "").encode(), known.csrf.encode()):
        return _waiting(realm, known, professional, status=400)
    return _decide(realm, exchange, known)


def _decide(realm: Realm, exchange: Exchange, known: Phone) -> Response:
    decision, number = request.form.get("decision"), request.form.get("request", "")
    if decision == "deactivate":
        realm.part(Phones).deactivate(known)
        answer = _again(realm, "deactivated")
        answer.delete_cookie(_COOKIE, path=_path(realm), secure=True, httponly=True, samesite="Strict")
        return answer
    told = _ANSWERS.get(decision or "")
    named = whole_number(number, _MOST_DIGITS) or 0
    asked = realm.part(BackchannelRequests).decide(known.professional_id, named, told) if told else None
    if asked is not None:
        exchange.attribute(asked.episode)
        exchange.note(client_id=asked.client_id, answer=asked.answer)
    return _again(realm, asked.answer if asked else "gone")


def _activate(realm: Realm, exchange: Exchange) -> Response:
    professional = realm.part(Professionals).by_login(request.form.get("login", ""))
    if not right_password(realm, exchange, professional.id if professional else None) or professional is None:
        return _activation(realm, problem="wrong_professional")
    activated = realm.part(Phones).activate(professional.id)
    exchange.secret("cookie", activated.cookie)
    answer = _again(realm, "activated")
    answer.set_cookie(_COOKIE, activated.cookie, path=_path(realm), secure=True, httponly=True, samesite="Strict")
    return answer


def _activation(realm: Realm, problem: str | None = None) -> Response:
    return provider_page(
        realm,
        "identity/phone_activation.html",
        None,
        status=422 if problem else 200,
        problem=problem,
        login=request.values.get("login", ""),
        said=None if problem else _said(),
        same_page=True,
    )


def _waiting(realm: Realm, known: Phone, professional: Professional, status: int = 200) -> Response:
    now = realm.part(Clock).now()
    waiting = [_shown(realm, one, now) for one in realm.part(BackchannelRequests).pending(professional.id)]
    return provider_page(
        realm,
        "identity/phone.html",
        None,
        status=status,
        professional=professional,
        national_id=national_id(professional),
        waiting=waiting,
        csrf=known.csrf,
        said=_said(),
        same_page=True,
    )


def _shown(realm: Realm, asked: BackchannelRequest, now: float) -> _Shown:
    client = realm.part(Clients).find(asked.client_id)
    name = client.metadata.client_name if client else asked.client_id
    return _Shown(asked.number, name, asked.message, max(1, int(asked.expires_at - now)))


def _said() -> str | None:
    said = request.args.get("said")
    return said if said in {"accepted", "refused", "gone", "activated", "deactivated"} else None


def _again(realm: Realm, said: str) -> Response:
    """Go back to the page, so that reloading it answers nothing twice."""
    lang = {"lang": request.form["lang"]} if request.form.get("lang") else {}
    return see_other(f"{_path(realm)}?{urlencode({'said': said, **lang})}")


def _path(realm: Realm) -> str:
    return f"/s/{realm.id}{realm.provider.places.root}/e-cps"
