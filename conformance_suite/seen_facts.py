"""What a run says of the facts that a manifest declares: contradicted by what the app did, or never seen. Pure.

Only honest plays speak against a declaration: what a lie of the space made an app do is not its habit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from conformance_suite.controls import sign_in_problem
from conformance_suite.episode import CONTROLS
from conformance_suite.messages import message
from conformance_suite.report import FactReport
from conformance_suite.seen_consent_text import consent_text_of_run
from conformance_suite.seen_features import Trace, feature_traces
from doctrine.applicability import applicable, obligation
from doctrine.conditions import Facts
from doctrine.model import Obligation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from conformance_suite.episode import Run
    from conformance_suite.events import Exchange
    from doctrine.model import Edition

CONTRADICTION, REMARK = "contradiction", "remark"
WAYS = ("read", "write")
MOST = 5  # exchanges named of one finding: the transcript has the others
# Which endpoint a journey leads to at the space, of the exchanges that the suite plays.
PLAYED = {
    "read_measures": "measures_read",
    "write_measure": "measures_write",
}
OF_EVERY_RUN = ("trackers", "passwords")  # features that the pages of any run would show


@dataclass(frozen=True)
class Declared:
    """The facts of a manifest, and of its client what a run can see; a client that was not recorded is None."""

    facts: Facts
    scopes: frozenset[str] | None
    authentication: str | None
    grants: frozenset[str] | None
    second_issuer: bool


def facts_of_run(run: Run, edition: Edition) -> tuple[FactReport, ...]:
    """What the run says of each declared fact: contradictions, then remarks; nothing of what agrees."""
    declared = _declared(run)
    found = [*_contradictions(run, declared, edition), *_consent_text(run), *_remarks(run, declared)]
    return tuple(found)


def _declared(run: Run) -> Declared:
    client = run.record.client
    grants = client.get("grant_types")
    return Declared(
        facts=Facts.of(run.record.facts),
        scopes=frozenset(str(client.get("scope") or "").split()) if client else None,
        authentication=str(client.get("token_endpoint_auth_method") or "client_secret_basic") if client else None,
        grants=frozenset(str(one) for one in grants) if isinstance(grants, list) else None,
        second_issuer=client.get("second_issuer") is True,
    )


def _contradictions(run: Run, declared: Declared, edition: Edition) -> Iterator[FactReport]:
    honest = list(_honest_exchanges(run))
    yield from _scopes(honest, declared, edition)
    yield from _authentication(honest, declared)
    yield from _grants(honest, declared)
    yield from _exchanges(honest, declared, edition)
    if declared.second_issuer and "multi_issuer" not in declared.facts.features:
        trace = Trace("multi_issuer", "fact_issuers_seen", ("client_2",), ())
        yield _feature(trace, declared, edition)
    for trace in feature_traces(run, honest):
        if trace.feature not in declared.facts.features:
            yield _feature(trace, declared, edition)


def _scopes(honest: list[Exchange], declared: Declared, edition: Edition) -> Iterator[FactReport]:
    asked = [(one, _scopes_of(one)) for one in honest if one.endpoint == "authorize"]
    if declared.scopes is None:
        return
    beyond = {scope for _one, scopes in asked for scope in scopes} - declared.scopes
    if beyond:
        exchanges = frozenset(one for one in beyond if one.rpartition(".")[2] in WAYS)
        as_seen = replace(declared.facts, exchanges=declared.facts.exchanges | exchanges)
        yield FactReport(
            fact="client.scope",
            kind=CONTRADICTION,
            declared=tuple(sorted(declared.scopes)),
            seen=tuple(sorted(beyond)),
            exchanges=_ids(one for one, scopes in asked if scopes & beyond),
            message=message("fact_scope_beyond", {"seen": " ".join(sorted(beyond))}),
            requirements=_newly_applicable(edition, declared.facts, as_seen),
        )


def _authentication(honest: list[Exchange], declared: Declared) -> Iterator[FactReport]:
    if declared.authentication is None:
        return
    used = [(one, str(one.facts.get("client_auth"))) for one in honest if one.endpoint == "token" and _known(one)]
    other = sorted({method for _one, method in used} - {declared.authentication})
    if other:
        values = {"seen": ", ".join(other), "declared": declared.authentication}
        yield FactReport(
            fact="client.token_endpoint_auth_method",
            kind=CONTRADICTION,
            declared=(declared.authentication,),
            seen=tuple(other),
            exchanges=_ids(one for one, method in used if method in other),
            message=message("fact_authentication_other", values),
            requirements=(),
        )


def _grants(honest: list[Exchange], declared: Declared) -> Iterator[FactReport]:
    if declared.grants is None:
        return
    used = [(one, one.grant_type) for one in honest if one.endpoint == "token" and one.grant_type]
    beyond = sorted({str(grant) for _one, grant in used} - declared.grants)
    if beyond:
        values = {"seen": " ".join(beyond), "declared": ", ".join(sorted(declared.grants))}
        yield FactReport(
            fact="client.grant_types",
            kind=CONTRADICTION,
            declared=tuple(sorted(declared.grants)),
            seen=tuple(beyond),
            exchanges=_ids(one for one, grant in used if grant in beyond),
            message=message("fact_grant_beyond", values),
            requirements=(),
        )


def _exchanges(honest: list[Exchange], declared: Declared, edition: Edition) -> Iterator[FactReport]:
    """Families of data that were read or written although no exchange declares it; a directory is nobody's data."""
    seen: dict[str, dict[str, list[Exchange]]] = {}
    for one in honest:
        family, _, way = one.endpoint.rpartition("_")
        if family and way in WAYS and not one.of_a_service and f"{family}.{way}" not in declared.facts.exchanges:
            seen.setdefault(family, {}).setdefault(way, []).append(one)
    for family, ways in sorted(seen.items()):
        as_seen = declared.facts.exchanges | {f"{family}.{way}" for way in ways}
        yield FactReport(
            fact=f"exchanges.{family}",
            kind=CONTRADICTION,
            declared=tuple(way for way in WAYS if f"{family}.{way}" in declared.facts.exchanges),
            seen=tuple(way for way in WAYS if way in ways),
            exchanges=_ids(one for way in WAYS for one in ways.get(way, ())),
            message=message("fact_exchange_beyond", {"family": family, "seen": ", ".join(sorted(ways))}),
            requirements=_newly_applicable(edition, declared.facts, replace(declared.facts, exchanges=as_seen)),
        )


def _feature(trace: Trace, declared: Declared, edition: Edition) -> FactReport:
    as_seen = replace(declared.facts, features=declared.facts.features | {trace.feature})
    return FactReport(
        fact=f"features.{trace.feature}",
        kind=CONTRADICTION,
        declared=(),
        seen=trace.seen,
        exchanges=trace.exchanges[:MOST],
        message=message(trace.key, {"seen": ", ".join(trace.seen), "feature": trace.feature}),
        requirements=_newly_applicable(edition, declared.facts, as_seen),
    )


def _consent_text(run: Run) -> Iterator[FactReport]:
    said = consent_text_of_run(run)
    if said is not None and said.shown is False:
        told, exchanges = message("fact_consent_text_not_shown", {}), said.exchanges[:MOST]
        yield FactReport("app.consent_text", CONTRADICTION, (said.digest,), (), exchanges, told, ())


def _remarks(run: Run, declared: Declared) -> Iterator[FactReport]:
    """What a whole run, in which people could sign in, never saw of what is declared."""
    record = run.record
    if record.suite != "check" or record.state != "finished" or record.run.get("scope") != "full":
        return
    controls = [one for one in run.episodes if one.role in CONTROLS and sign_in_problem(one) is None]
    if not controls:
        return
    called = [one for episode in run.episodes for one in episode.all_exchanges]
    endpoints = {one.endpoint for one in called}
    done = {end.name for episode in controls for end in episode.journeys if end.outcome == "done"}
    for exchange in sorted(declared.facts.exchanges):
        family, _, way = exchange.partition(".")
        endpoint = f"{family}_{way}"
        if endpoint not in endpoints and any(PLAYED.get(name) == endpoint for name in done):
            yield _never_seen(f"exchanges.{family}", (way,))
    asked = {scope for one in called if one.endpoint == "authorize" for scope in _scopes_of(one)}
    unasked = (declared.scopes or frozenset()) - asked
    if asked and unasked:
        yield _never_seen("client.scope", tuple(sorted(unasked)))
    traces = {trace.feature for trace in feature_traces(run, called)}
    for feature in OF_EVERY_RUN:
        if feature in declared.facts.features and feature not in traces:
            yield _never_seen(f"features.{feature}", (feature,))


def _never_seen(fact: str, declared: tuple[str, ...]) -> FactReport:
    told = message("fact_never_seen", {"fact": fact, "declared": " ".join(declared)})
    return FactReport(fact, REMARK, declared, (), (), told, ())


def _honest_exchanges(run: Run) -> Iterator[Exchange]:
    for episode in run.episodes:
        armed = min((act.t for act in episode.acts if act.act == "arm_faults"), default=float("inf"))
        if not episode.faults:
            yield from (one for one in episode.all_exchanges if not one.faults and one.received < armed)


def _scopes_of(authorize: Exchange) -> frozenset[str]:
    return frozenset(str(authorize.facts.get("scope") or authorize.asked("scope") or "").split())


def _known(token: Exchange) -> bool:
    return bool(token.facts.get("client_auth"))


def _newly_applicable(edition: Edition, declared: Facts, as_seen: Facts) -> tuple[str, ...]:
    """The requirements that would apply, or bind more, if the facts were as seen."""
    before = {one.id: obligation(one, declared) for one in applicable(edition, declared)}
    return tuple(
        one.id
        for one in applicable(edition, as_seen)
        if one.id not in before or _binds_more(obligation(one, as_seen), before[one.id])
    )


def _binds_more(one: Obligation, other: Obligation) -> bool:
    order = list(Obligation)
    return order.index(one) < order.index(other)


def _ids(exchanges: Iterable[Exchange]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.id for one in exchanges))[:MOST]
