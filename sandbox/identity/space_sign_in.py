"""Signing in at the health space through an identity provider: for an app's request, or for a page of the space."""

import re
from collections.abc import Callable
from typing import Final

from flask import Response, request
from flask.typing import ResponseReturnValue

from sandbox.identity.apcv.provider import APCV
from sandbox.identity.citizens import birth_of
from sandbox.identity.franceconnect.provider import FRANCECONNECT
from sandbox.identity.provider import Provider
from sandbox.identity.relying_party import Arrival, NotIdentifiedError, arrive, depart
from sandbox.journal.exchange import Exchange
from sandbox.json_reading import text_at
from sandbox.json_value import JsonObject
from sandbox.oidc import pages
from sandbox.oidc.browsers import Browsers, Interaction
from sandbox.oidc.sign_in import let_in, open_interaction, show_form
from sandbox.people.ins import Ins, RealIdentityError
from sandbox.people.mandates import Mandates
from sandbox.people.people import People
from sandbox.people.persona import Persona
from sandbox.spaces import Space

_INTERACTION, _TARGET = "interaction:", "target:"
_PATH_OF_THE_SPACE: Final = re.compile(r"(?:/[A-Za-z0-9_-]+)+/?(?:\?[A-Za-z0-9_=&%.-]*)?\Z", re.ASCII)
_LONGEST_TARGET = 500


def is_path_of_the_space(target: str) -> bool:
    """Tell whether a return target is a plain path below a space: no other host, no dot segment, no escape in it."""
    return len(target) <= _LONGEST_TARGET and _PATH_OF_THE_SPACE.match(target) is not None


def leave_for(provider: Provider) -> Callable[[Space, Exchange], ResponseReturnValue]:
    """Return the view that sends a browser to a provider.

    With `interaction` it goes on with an app's request; with `target`, a path below the issuer of the space, it comes
    back there signed in.
    """

    def leave(space: Space, exchange: Exchange) -> ResponseReturnValue:
        target, lang = request.args.get("target"), pages.language()
        if target is not None and "interaction" not in request.args:
            if not is_path_of_the_space(target):
                return pages.lost()
            browser = space.part(Browsers).welcome(pages.browser_cookie(space))
            answer = depart(space, provider, browser.cookie, purpose=_TARGET + target, lang=lang)
            pages.set_cookie(space, answer, browser.cookie)
            return answer
        interaction = open_interaction(space, exchange)
        if interaction is None:
            return pages.lost()
        return depart(space, provider, interaction.browser.cookie, purpose=_INTERACTION + interaction.id, lang=lang)

    return leave


def come_back_from(provider: Provider) -> Callable[[Space, Exchange], ResponseReturnValue]:
    """Return the view that takes a browser back from a provider."""

    def come_back(space: Space, exchange: Exchange) -> ResponseReturnValue:
        try:
            arrival = arrive(space, exchange, provider, pages.browser_cookie(space) or "")
            persona = _persona(space, provider, arrival)
        except NotIdentifiedError as error:
            exchange.note(problem=error.word)
            return _tell(space, exchange, error)
        if arrival.purpose.startswith(_TARGET):
            return _let_in_to_target(space, exchange, arrival, persona)
        interaction = _interaction(space, exchange, arrival.purpose)
        return pages.lost() if interaction is None else let_in(space, exchange, interaction, persona, arrival.how)

    return come_back


def _tell(space: Space, exchange: Exchange, error: NotIdentifiedError) -> Response:
    """Go back to where the person can try again; a page of the space asks who they are by itself, and says why."""
    purpose = error.purpose or ""
    if purpose.startswith(_TARGET):
        return _left_outside(space, purpose, error.word)
    interaction = _interaction(space, exchange, purpose)
    return pages.lost() if interaction is None else show_form(space, interaction, problem=error.word)


def _interaction(space: Space, exchange: Exchange, purpose: str) -> Interaction | None:
    cookie = pages.browser_cookie(space)
    interaction = space.part(Browsers).interaction(purpose.removeprefix(_INTERACTION), cookie)
    if interaction is not None:
        exchange.attribute(interaction.request.episode)
    return interaction


def _let_in_to_target(space: Space, exchange: Exchange, arrival: Arrival, persona: Persona) -> Response:
    if not space.part(Mandates).of(persona.id):
        return _left_outside(space, arrival.purpose, "account_minor")
    browsers = space.part(Browsers)
    browser = browsers.welcome(pages.browser_cookie(space))
    browsers.sign_in(browser, persona.id, arrival.how)
    exchange.note(persona=persona.id)
    exchange.secret("cookie", browser.cookie)
    answer = _to_target(space, arrival.purpose)
    pages.set_cookie(space, answer, browser.cookie)
    return answer


def _left_outside(space: Space, purpose: str, problem: str) -> Response:
    browser = space.part(Browsers).find(pages.browser_cookie(space))
    if browser is not None:
        browser.problem = problem
    return _to_target(space, purpose)


def _to_target(space: Space, purpose: str) -> Response:
    return pages.see_other(space.issuer + purpose.removeprefix(_TARGET))


def _persona(space: Space, provider: Provider, arrival: Arrival) -> Persona:
    """Return whose health space an identity is that of.

    Raises:
        NotIdentifiedError: nobody here has that identity.
    """
    persona = _FOUND_BY[provider.name](space.part(People), arrival.claims)
    if persona is None or not _same_traits(persona, arrival.claims):
        raise NotIdentifiedError("provider_unknown", arrival.purpose)
    return persona


def _by_ins(people: People, claims: JsonObject) -> Persona | None:
    try:
        ins = Ins(text_at(claims, "ins_matricule") or "", text_at(claims, "ins_oid") or "")
    except RealIdentityError:
        return None  # none is told, or one that is not for tests
    return people.by_ins(ins)


def _by_email(people: People, claims: JsonObject) -> Persona | None:
    return people.by_email(text_at(claims, "email") or "")


def _same_traits(persona: Persona, claims: JsonObject) -> bool:
    """Compare the traits of civil status, which both the provider and the record take from the register of births."""
    place, country = birth_of(persona)
    expected = {
        "given_name": " ".join(persona.birth_given_names),
        "family_name": persona.family_name,
        "birthdate": persona.birthdate,
        "gender": persona.gender,
        "birthplace": place,
        "birthcountry": country,
    }
    return all(claims.get(name) == value for name, value in expected.items())


_FOUND_BY: Final[dict[str, Callable[[People, JsonObject], Persona | None]]] = {
    FRANCECONNECT.name: _by_email,
    APCV.name: _by_ins,
}
ENTRANCES: Final = (FRANCECONNECT, APCV)
