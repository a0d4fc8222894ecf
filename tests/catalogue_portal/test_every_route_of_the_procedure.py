"""Every REST route of the procedure: refused to all but those meant, then taken by one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from builders.office import REASONS
from builders.portal_apps import portal_app

from catalogue_portal.reviews import service as reviews
from catalogue_portal.reviews.models import OpinionSense, ReservationKind
from catalogue_portal.reviews.repository import opinion_on

if TYPE_CHECKING:
    from collections.abc import Sequence

    from builders.office import Office
    from flask.testing import FlaskClient

NOUNS = frozenset({"dossiers", "reviews", "decisions", "agreements", "surveillance"})
Arrange = Callable[["Office"], str]
SEES_NOTHING = {"stranger": 404, "nobody": 404}
WHY = {"reasons": REASONS}
LAW_AND_FACT = {"reasons_in_law": REASONS, "reasons_in_fact": REASONS}
SUSPENSIVE = OpinionSense.FAVOURABLE_WITH_SUSPENSIVE_RESERVATIONS


@dataclass(frozen=True)
class Route:
    """One route: who takes it with what answer, and what the others are answered."""

    method: str
    path: str
    arrange: Arrange
    taker: str
    status: int
    others: dict[str, int]
    body: dict[str, Any] | None = field(default=None)


def at(state: str, *, complete: bool = False) -> Arrange:
    def arrange(office: Office) -> str:
        dossier_id = office.dossier(state)
        if complete:
            office.complete(dossier_id)
        return dossier_id

    return arrange


def agreed(state: str) -> Arrange:
    return lambda office: office.agreement(state)


def proceeding(state: str, kind: str = "suspension") -> Arrange:
    return lambda office: office.proceeding(state, kind=kind)


def reservation(office: Office) -> str:
    wish = (reviews.ReservationDraft(ReservationKind.SUSPENSIVE, REASONS),)
    dossier_id = office.dossier("opinion_given", sense=SUSPENSIVE, reservations=wish)
    with office.database.reading() as session:
        opinion = opinion_on(session, dossier_id)
    assert opinion is not None
    return opinion.reservations[0].id


def get(path: str, arrange: Arrange, others: dict[str, int] = SEES_NOTHING, taker: str = "mate") -> Route:
    return Route("GET", path, arrange, taker, 200, others)


def post(
    path: str,
    arrange: Arrange,
    taker: str,
    others: dict[str, int],
    body: dict[str, Any] | None = None,
    *,
    status: int = 200,
    method: str = "POST",
) -> Route:  # fmt: skip
    return Route(method, path, arrange, taker, status, SEES_NOTHING | others, body)


DRAFT_OF_ANOTHER = {"reviewer": 404, "decider": 404, "administrator": 404}
NOT_THE_OFFICE = {"reviewer": 403, "decider": 403, "administrator": 403}
NOT_FOR_REVIEW = {"owner": 403, "decider": 403, "administrator": 403, "reviewer_of_the_publisher": 403}
NOT_FOR_DECISION = {"owner": 403, "reviewer": 403, "administrator": 403, "decider_of_the_publisher": 403}
D, A, P = "/api/v1/dossiers/{id}", "/api/v1/agreements/{id}", "/api/v1/proceedings/{id}"
NOT_THE_MEASURE = {"owner": 403, "administrator": 403, "reviewer_of_the_publisher": 403}

TABLE = (
    get("/api/v1/dossiers", at("submitted"), {}),
    get(D, at("draft"), SEES_NOTHING | DRAFT_OF_ANOTHER),
    get(f"{D}/actions", at("submitted")),
    get(f"{D}/history", at("refused")),
    post(
        "/api/v1/dossiers",
        lambda office: office.run(),
        "mate",
        NOT_THE_OFFICE | {"nobody": 403},
        {"release": "rel_aaaaaaaaaaaa", "run": "{id}"},
        status=201,
    ),
    post(
        f"{D}/description", at("draft"), "mate", DRAFT_OF_ANOTHER, {"consent_text": "Une phrase\nclaire."}, method="PUT"
    ),
    post(
        f"{D}/evidence/MES-LAW-02",
        at("draft"),
        "owner",
        DRAFT_OF_ANOTHER,
        {"statement": "See it.", "document": {"name": "dpia.pdf", "digest": "sha256:" + "0" * 64}},
        method="PUT",
    ),
    post(f"{D}/submission", at("draft", complete=True), "mate", DRAFT_OF_ANOTHER),
    post(f"{D}/withdrawal", at("submitted"), "owner", NOT_THE_OFFICE),
    post(f"{D}/admission", at("submitted"), "reviewer", NOT_FOR_REVIEW),
    post(f"{D}/inadmissibility", at("submitted"), "reviewer", NOT_FOR_REVIEW, WHY),
    post(f"{D}/review", at("admissible"), "reviewer", NOT_FOR_REVIEW),
    post(f"{D}/complement", at("under_review"), "reviewer", NOT_FOR_REVIEW, {"question": REASONS}),
    post(f"{D}/complement/answer", at("complement_requested"), "owner", NOT_THE_OFFICE, {"answer": REASONS}),
    post(f"{D}/recusals", at("submitted"), "decider", {"owner": 403, "mate": 403}, WHY, status=201),
    get(f"{D}/findings", at("approved")),
    get(f"{D}/findings", at("opinion_given"), SEES_NOTHING | {"owner": 404}, taker="reviewer"),
    post(
        f"{D}/findings/MES-LAW-02",
        at("under_review"),
        "reviewer",
        NOT_FOR_REVIEW,
        {"outcome": "met", "rationale": REASONS},
        status=201,
    ),
    post(
        f"{D}/findings",
        at("under_review"),
        "reviewer",
        NOT_FOR_REVIEW,
        {"requirements": ["REF-OAU-04", "REF-OAU-05"], "rationale": REASONS},
        status=201,
    ),
    get(f"{D}/review/actions", at("under_review")),
    get(f"{D}/opinion", at("refused")),
    get(f"{D}/opinion", at("opinion_given"), SEES_NOTHING | {"owner": 404}, taker="decider"),
    post(
        f"{D}/opinion",
        at("weighed"),
        "reviewer",
        NOT_FOR_REVIEW,
        {
            "sense": "favourable_with_non_suspensive_reservations",
            "reasons": REASONS,
            "reservations": [{"kind": "non_suspensive", "text": REASONS, "due": "2027-01-01T00:00:00+00:00"}],
        },
        status=201,
    ),
    post("/api/v1/reservations/{id}/lifting", reservation, "reviewer", NOT_FOR_REVIEW, {"because": REASONS}),
    get(f"{D}/decision", at("refused")),
    get(f"{D}/decision", at("opinion_given"), {"owner": 404, "decider": 404}, taker="-"),
    get(f"{D}/decision/actions", at("opinion_given")),
    post(
        f"{D}/approval",
        at("opinion_given"),
        "decider",
        NOT_FOR_DECISION | {"reviewing_decider": 403},
        {"reasons": ""},
        status=201,
    ),
    post(
        f"{D}/refusal",
        at("opinion_given"),
        "decider",
        NOT_FOR_DECISION | {"reviewing_decider": 403},
        LAW_AND_FACT,
        status=201,
    ),
    post(
        f"{D}/agreements",
        at("approved"),
        "decider",
        NOT_FOR_DECISION,
        {
            "scopes": ["openid", "measures.read"],
            "purposes": ["prevention"],
            "exchanges": {"measures": ["read"]},
            "ends_at": "2027-06-30T22:00:00+00:00",
        },
        status=201,
    ),
    get("/api/v1/agreements", agreed("signed"), {}),
    get(A, agreed("in_force")),
    get(f"{A}/actions", agreed("open_for_signature")),
    get(f"{A}/history", agreed("in_force")),
    post(f"{A}/opening", agreed("drafted"), "decider", NOT_FOR_DECISION),
    post(
        f"{A}/signatures",
        agreed("open_for_signature"),
        "owner",
        NOT_THE_OFFICE | {"reviewer_of_another": 403},
        {"party": "publisher", "capacity": "Directrice"},
    ),
    post(f"{A}/hook-up", agreed("signed"), "owner", {"reviewer": 403, "decider": 403}, status=202),
    post(f"{A}/abandonment", agreed("drafted"), "decider", NOT_FOR_DECISION, WHY),
    get("/api/v1/proceedings", proceeding("hearing"), {}),
    get(P, proceeding("hearing")),
    get(f"{P}/actions", proceeding("hearing")),
    get(f"{P}/history", proceeding("lifted")),
    post(
        "/api/v1/labels/{id}/proceedings",
        lambda office: office.label("valid"),
        "administrator",
        {"stranger": 403, "nobody": 403, "owner": 403, "reviewer_of_the_publisher": 403},
        {"kind": "urgent_suspension", "ground": "patient_safety", **LAW_AND_FACT},
        status=201,
    ),
    post(
        f"{P}/confirmation",
        proceeding("awaiting_confirmation", "urgent_suspension"),
        "other_decider",
        NOT_FOR_DECISION,
        WHY,
    ),
    post(f"{P}/observations", proceeding("hearing"), "mate", NOT_THE_OFFICE, {"observations": REASONS}),
    post(f"{P}/pronouncement", proceeding("heard", "withdrawal"), "decider", NOT_FOR_DECISION, WHY),
    post(f"{P}/closure", proceeding("heard"), "decider", NOT_FOR_DECISION, WHY),
    post(f"{P}/lifting-proposal", proceeding("in_effect"), "reviewer", NOT_THE_MEASURE, WHY),
    post(f"{P}/maintenance", proceeding("lifting_proposed"), "decider", NOT_FOR_DECISION, WHY),
    post(f"{P}/lifting", proceeding("lifting_proposed"), "decider", NOT_FOR_DECISION, WHY),
)
NAMES = [f"{route.method} {route.path} by {route.taker}" for route in TABLE]


@pytest.fixture
def client(office: Office) -> FlaskClient:
    return portal_app(office.context).test_client()


def ask(office: Office, client: FlaskClient, route: Route, subject_id: str, who: str | None) -> Any:  # noqa: ANN401
    body = route.body
    if body is not None:
        body = {name: subject_id if value == "{id}" else value for name, value in body.items()}
    headers = office.bearer(who) if who else {}
    return client.open(route.path.format(id=subject_id), method=route.method, json=body, headers=headers)


@pytest.mark.parametrize("route", TABLE, ids=NAMES)
def test_the_route_is_for_those_meant(office: Office, client: FlaskClient, route: Route) -> None:
    subject_id = route.arrange(office)
    assert ask(office, client, route, subject_id, None).status_code == 401
    for who, status in route.others.items():
        answer = ask(office, client, route, subject_id, who)
        assert (who, answer.status_code) == (who, status), answer.text
        assert answer.mimetype == "application/problem+json"
        assert answer.get_json()["code"]
    if route.taker in PEOPLE_OF_THE_TABLE:
        answer = ask(office, client, route, subject_id, route.taker)
        assert answer.status_code == route.status, answer.text


PEOPLE_OF_THE_TABLE = {route.taker for route in TABLE} - {"-"}


@pytest.mark.parametrize(
    ("scopes", "routes"),
    [
        (frozenset({"listings:read"}), TABLE),
        (frozenset(f"{noun}:read" for noun in NOUNS), [one for one in TABLE if one.method != "GET"]),
    ],
    ids=["of other nouns", "that only read"],
)
def test_scopes_open_nothing_but_what_they_name(
    office: Office, client: FlaskClient, scopes: frozenset[str], routes: Sequence[Route]
) -> None:
    headers = office.bearer("owner", scopes=scopes)
    for route in routes:
        path = route.path.format(id="dos_aaaaaaaaaaaa")
        answer = client.open(path, method=route.method, json=route.body, headers=headers)
        assert (path, answer.status_code, answer.get_json()["code"]) == (path, 403, "insufficient_scope")


def test_no_route_is_missing_from_the_table(office: Office) -> None:
    rules = {
        (method, rule.rule)
        for rule in portal_app(office.context).url_map.iter_rules()
        if rule.endpoint.split(".")[0] in NOUNS and rule.rule.startswith("/api/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    placeholders = ("<dossier_id>", "<agreement_id>", "<proceeding_id>", "<label_id>", "<reservation_id>")
    seen = set()
    for method, rule in rules:
        path = rule.replace("<requirement>", "MES-LAW-02")
        for placeholder in placeholders:
            path = path.replace(placeholder, "{id}")
        seen.add((method, path))
    assert seen == {(route.method, route.path) for route in TABLE}


@pytest.mark.parametrize(
    "body", ["[]", "null", "{", '{"surprise": 1}', '{"reasons": 5}', "\x00", '{"reasons": "\\u0000 and more text"}']
)
def test_a_wrong_body_is_a_problem_document(office: Office, client: FlaskClient, body: str) -> None:
    headers = office.bearer("reviewer") | {"Content-Type": "application/json"}
    for route in TABLE:
        if route.body is not None:
            path = route.path.format(id="dos_aaaaaaaaaaaa")
            answer = client.open(path, method=route.method, data=body, headers=headers)
            assert 400 <= answer.status_code < 500, path
            assert answer.mimetype == "application/problem+json"


def test_the_whole_procedure_by_the_api(office: Office, client: FlaskClient) -> None:
    """From the draft to a label's suspension, as programs of the publisher and of the office would do it."""
    bearers: dict[str, dict[str, str]] = {}

    def call(who: str, method: str, path: str, body: dict[str, Any] | None = None) -> Any:  # noqa: ANN401
        headers = bearers.setdefault(who, office.bearer(who)) if who not in bearers else bearers[who]
        answer = client.open(f"/api/v1{path}", method=method, json=body, headers=headers)
        assert answer.status_code < 300, answer.text
        return answer.get_json()

    filed = call("owner", "POST", "/dossiers", {"release": office.release_id, "run": office.run()})
    dossier = f"/dossiers/{filed['id']}"
    blocked = {one["event"]: one["code"] for one in call("owner", "GET", f"{dossier}/actions")}
    assert blocked == {"submit": "access_not_justified", "withdraw": None}
    justifications = [
        {"family": one["family"], "direction": one["direction"], "need": "x", "modalities": "y", "retention": "z"}
        for one in filed["accesses"]
    ]
    description = {"justifications": justifications, "consent_text": "Une phrase.", "security_conditions": "HDS."}
    call("owner", "PUT", f"{dossier}/description", description)
    for slot in filed["evidence"]:
        if slot["machine_verdict"] is None and slot["verification"] != "hook_up":
            call("mate", "PUT", f"{dossier}/evidence/{slot['requirement']}", {"statement": "See annex."})
    assert call("owner", "POST", f"{dossier}/submission")["clock_runs"] is True
    call("reviewer", "POST", f"{dossier}/admission")
    call("reviewer", "POST", f"{dossier}/review")
    assert call("reviewer", "POST", f"{dossier}/complement", {"question": REASONS})["clock_runs"] is False
    call("owner", "POST", f"{dossier}/complement/answer", {"answer": REASONS, "run": office.run()})
    to_weigh = [one for one in call("reviewer", "GET", dossier)["evidence"] if one["verification"] != "hook_up"]
    proven = [one["requirement"] for one in to_weigh if one["machine_verdict"] == "pass"]
    made = call("reviewer", "POST", f"{dossier}/findings", {"requirements": proven, "rationale": REASONS})
    assert [(one["requirement"], one["outcome"], one["number"]) for one in made] == [(one, "met", 1) for one in proven]
    for slot in to_weigh:
        if slot["machine_verdict"] != "pass":
            wish = {"outcome": "met", "rationale": REASONS}
            call("reviewer", "POST", f"{dossier}/findings/{slot['requirement']}", wish)
    call("reviewer", "POST", f"{dossier}/opinion", {"sense": "favourable", "reasons": REASONS})
    call("decider", "POST", f"{dossier}/approval", {"reasons": "En application de l'avis."})
    ends_at = (office.clock.now() + timedelta(days=365)).isoformat()
    terms = {
        "scopes": ["openid", "measures.read"],
        "purposes": ["care"],
        "exchanges": {"measures": ["read"]},
        "ends_at": ends_at,
    }
    agreement = f"/agreements/{call('decider', 'POST', f'{dossier}/agreements', terms)['id']}"
    call("decider", "POST", f"{agreement}/opening")
    for who, party in (("owner", "publisher"), ("decider", "minister"), ("administrator", "cnam")):
        signed = call(who, "POST", f"{agreement}/signatures", {"party": party, "capacity": "Directrice"})
    assert signed["state"] == "signed"
    assert call("owner", "POST", f"{agreement}/hook-up")["hook_up_run"].startswith("run_")
    office.finish_hook_up(agreement.rsplit("/", 1)[1])
    assert call("owner", "GET", agreement)["state"] == "in_force"
    assert call("owner", "GET", dossier)["state"] == "closed"
