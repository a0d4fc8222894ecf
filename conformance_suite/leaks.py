"""Secrets and insides of the program where they must not be: in addresses, on pages, in error messages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from conformance_suite.page_sources import (
    CHANGES_ADDRESS,
    asked_of_others,
    loaded_from_elsewhere,
    pages,
    tells_the_address,
)
from conformance_suite.pages import is_stack_trace
from conformance_suite.secrets_seen import marks_of
from conformance_suite.verdicts import Failure, Inconclusive, NotApplicable

if TYPE_CHECKING:
    from conformance_suite.episode import Episode, Run
    from conformance_suite.events import Exchange, Visit

CANARY = "/internal-canary"  # where claims_at_internal_address leads
TOKENS = {"access_token", "refresh_token"}
INS = 15  # characters
_INSIDES = re.compile(
    r"^[ \t]{1,40}at [\w.$<>]{1,200}\([\w$]{1,100}\.(?:java|kt|scala):\d{1,9}\)"  # the JVM
    r"|^[ \t]{1,40}at [\w.`<>\[\],]{1,300}\(.{0,300}\) in .{1,300}:line \d{1,9}"  # .NET
    r"|(?:Fatal error|Warning)</?b?>?: .{1,300} on line"  # PHP
    r"|\.rb:\d{1,9}:in [`']"  # Ruby
    r"|Werkzeug Debugger|You're seeing this error because you have <code>DEBUG = True"
    r"|SQLSTATE\[|ORA-\d{5}:|psycopg2?\.errors\.|sqlite3\.\w+Error|You have an error in your SQL syntax",
    re.MULTILINE,
)


def assert_no_token_in_urls(run: Run) -> None:
    """No request of the app, and no address of its own, has an access or refresh token in it."""
    for episode in run.episodes:
        events: list[Exchange | Visit] = [*episode.all_exchanges, *episode.visits]
        found = [one.id for one in events if any(mark.kind in TOKENS for mark in marks_of(one.request.url))]
        if found:
            raise Failure("token_in_url", exchanges=found)


def assert_no_secret_on_pages(episode: Episode) -> None:
    """A confidential app keeps its secret and the tokens on its server."""
    if not any(_authenticated(episode)):
        raise NotApplicable("public_client")
    for visit in episode.visits:
        text = "" if visit.response is None else visit.response.text
        if any(mark.kind in {*TOKENS, "client_secret"} for mark in marks_of(text)):
            raise Failure("secret_on_page", exchanges=[visit.id], path=visit.request.path)


def assert_no_insides_shown(episode: Episode) -> None:
    """No answer shows a stack trace, a query of a database or a token, whatever it was asked."""
    for visit in episode.visits:
        if visit.response is None:
            continue
        if is_stack_trace(visit.response) or _INSIDES.search(visit.response.text or ""):
            raise Failure("stack_trace_shown", exchanges=[visit.id])


def assert_person_not_told_elsewhere(episode: Episode) -> None:
    """No page has the browser tell another host the name or a measure of the person."""
    told = (episode.persona.name, *episode.persona.canary)
    for visit, response in pages(episode):
        for address in loaded_from_elsewhere(visit, response):
            if any(word and word in unquote_plus(address) for word in told):
                raise Failure("person_told_elsewhere", exchanges=[visit.id], path=visit.request.path)


def assert_no_secret_in_referer(episode: Episode) -> None:
    """No page tells another host an address of its own that holds a code, a token or the patient's identifier.

    Where a script of the page changes its address, what is told depends on when that runs: nothing is said of it.
    """
    patients = {str(one.facts["idpe"]) for one in episode.all_exchanges if one.facts.get("idpe")}
    for visit, response in pages(episode):
        held = _held_by(visit.request.url, patients)
        if held is None or CHANGES_ADDRESS in (response.text or ""):
            continue
        for address, policy in asked_of_others(visit, response):
            if tells_the_address(policy, visit.request.url, address):
                raise Failure("secret_in_referer", exchanges=[visit.id], path=visit.request.path, what=held)


def _held_by(url: str, patients: set[str]) -> str | None:
    """What a page's address holds that is nobody else's, None if nothing."""
    secret = next((mark.kind for mark in marks_of(url) if mark.kind in {*TOKENS, "code", "jwt"}), None)
    patient = any(one in unquote_plus(url) for one in patients)
    return secret or ("idpe" if patient else None)


def assert_no_secret_in_log(run: Run) -> None:
    """No line of what the app wrote while it ran holds a secret that the space gave it, or its own private key."""
    if not run.record.startable:
        raise NotApplicable("log_out_of_reach")
    found = [(log, line) for log in run.app_logs for line in log.lines]
    given = _given(run, {line.secret for _log, line in found}) if found else {}
    for log, line in found:
        exchange = given.get((line.kind, line.secret))
        if exchange is not None or line.kind == "private_key":
            where = f"instances/{log.instance}.log"
            raise Failure(
                "secret_in_log",
                exchanges=filter(None, [exchange]),
                what="id_token" if line.kind == "jwt" else line.kind,
                file=where,
                line=line.number,
                text=line.text,
            )
    if not run.app_logs:
        raise Inconclusive("log_not_read")
    if any(log.cut for log in run.app_logs):
        raise Inconclusive("log_too_long")
    if not any(log.written for log in run.app_logs):
        raise NotApplicable("log_empty")


def _given(run: Run, wanted: set[str]) -> dict[tuple[str, str], str]:
    """Of these secrets, those that stand in an exchange that nothing was wrong in: the first such exchange of each.

    What only a fault brought, an app may write down to say why it refused it. Of signed tokens, ID tokens count.
    """
    given: dict[tuple[str, str], str] = {}
    for exchange in (one for episode in run.episodes for one in episode.all_exchanges if not one.faults):
        said = _words_of(exchange)
        for mark in marks_of(said):
            if mark.digest in wanted and (mark.kind != "jwt" or exchange.endpoint.endswith("token")):
                given.setdefault((mark.kind, mark.digest), exchange.id)
        for number in (one for one in wanted if one.isalnum() and len(one) == INS and one in said):
            given.setdefault(("ins", number), exchange.id)
    return given


def _words_of(exchange: Exchange) -> str:
    messages = (exchange.request, exchange.response)
    said = [exchange.request.url]
    for one in messages:
        if one is not None:
            said += [*(value for _name, value in one.headers), one.text or ""]
    return "\n".join(said)


def assert_no_internal_address_fetched(episode: Episode) -> None:
    """The app's server does not fetch the addresses that a person's claims hold."""
    fetched = [one.id for one in episode.all_exchanges if CANARY in one.request.url]
    if fetched:
        raise Failure("internal_address_fetched", exchanges=fetched)


def _authenticated(episode: Episode) -> list[bool]:
    """Of each code exchange, whether the app proved who it is."""
    requests = [one.request for one in episode.exchanges("token")]
    return [
        any(name.lower() == "authorization" for name, _ in one.headers)
        or one.field("client_secret") is not None
        or one.field("client_assertion") is not None
        for one in requests
    ]
