"""Anyone can fetch a label, its mark, badge, status and keys; production has none of a demonstration's paths."""

import json
from pathlib import Path

import pytest
from builders.agreed_app import DECIDER, AgreedApp, agreed_app

from catalogue_portal.labels import service
from catalogue_portal.labels.models import LabelState
from catalogue_portal.labels.trust import IssuerDocument


def test_the_label_is_served_as_signed(world: AgreedApp) -> None:
    label = world.issue_label()
    answer = world.portal.test_client().get(f"/labels/{label.id}/label.jwt")
    assert answer.get_data(as_text=True) == label.compact
    assert answer.content_type == "application/poincon-label+jwt"


@pytest.mark.parametrize("name", ["badge.svg", "mark.svg", "badge.json"])
def test_pictures_and_twin_can_be_embedded_kept_a_minute_and_revalidated(world: AgreedApp, name: str) -> None:
    label, client = world.issue_label(), world.portal.test_client()
    answer = client.get(f"/labels/{label.id}/{name}")
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    again = client.get(f"/labels/{label.id}/{name}", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_an_svg_may_run_nothing(world: AgreedApp) -> None:
    answer = world.portal.test_client().get(f"/labels/{world.issue_label().id}/badge.svg")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_the_badge_changes_with_the_label_and_with_the_language(world: AgreedApp) -> None:
    label, client = world.issue_label(), world.portal.test_client()
    with world.context.database.writing() as session:
        service.set_status(session, DECIDER, label.id, LabelState.SUSPENDED, reason="x")
    assert "Label suspendu" in client.get(f"/labels/{label.id}/badge.svg").get_data(as_text=True)
    assert "Label suspended" in client.get(f"/labels/{label.id}/badge.svg?lang=en").get_data(as_text=True)
    assert "Label suspendu" in client.get(f"/labels/{label.id}/badge.svg?lang=xx").get_data(as_text=True)
    assert client.get(f"/labels/{label.id}/badge.json").get_json()["state"] == "suspended"


def test_the_status_list_is_never_served_stale(world: AgreedApp) -> None:
    answer = world.portal.test_client().get("/demo/status-lists/1")
    assert answer.content_type == "application/statuslist+jwt"
    assert answer.headers["Cache-Control"] == "no-cache"


def test_the_issuer_tells_where_everything_is_and_with_which_keys(world: AgreedApp) -> None:
    client = world.portal.test_client()
    published = client.get("/demo/.well-known/poincon-issuer").get_json()
    document = IssuerDocument.from_json(published)
    assert (document.issuer, document.environment) == ("http://localhost:8080/demo", "demo")
    kids = [next(iter(keys)).kid for keys in (document.label_keys, document.status_list_keys, document.report_keys)]
    assert len(set(kids)) == 3
    for member in ("label", "status_list"):
        path = published[f"{member}_jwks_uri"].removeprefix("http://localhost:8080")
        assert client.get(path).get_json() == published[f"{member}_jwks"]


def test_no_key_is_published_with_its_private_half(world: AgreedApp) -> None:
    client = world.portal.test_client()
    for path in ("/demo/.well-known/poincon-issuer", "/demo/labels/jwks", "/demo/status-lists/jwks"):
        assert '"d"' not in json.dumps(client.get(path).get_json())


def test_production_publishes_at_the_root_and_nothing_below_demo(tmp_path: Path) -> None:
    client = agreed_app(tmp_path, demo=False, public_url="https://portal.example").portal.test_client()
    assert client.get("/status-lists/1").status_code == 200
    assert client.get("/.well-known/poincon-issuer").get_json()["environment"] == "production"
    assert client.get("/api/v1/nothing").status_code == 404
    assert not [rule for rule in client.application.url_map.iter_rules() if rule.rule.startswith("/demo/")]


def test_an_unknown_label_is_not_found(world: AgreedApp) -> None:
    answer = world.portal.test_client().get("/api/v1/labels/lab_unknownunkno")
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
