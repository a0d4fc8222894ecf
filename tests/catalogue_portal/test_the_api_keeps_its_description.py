"""The whole REST API, attacked from its own description by schemathesis, in a portal where everything has happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from catalogue_portal.accounts.scopes import SCOPES
from catalogue_portal.portal import portal_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from builders.told_story import Story
    from flask import Flask

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
DESTROYS_ITSELF = ("/tokens/{token_id}", "/users/{user_id}")  # the tester would lose its own token or account
SHARE = 12  # a request takes a hundred times as long as a function: as many examples fewer than usual


@pytest.fixture(scope="module")
def portal(told: Story, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, dict[str, str]]]:
    story = told.copied(tmp_path_factory.mktemp("portal"))
    app = portal_of(story.context)
    client = app.test_client()
    tokens = {}
    for role, who in {"publisher": "camille", "reviewer": "nadia"}.items():
        wish = {"email": story.email(who), "password": story.password, "name": role, "scopes": sorted(SCOPES)}
        tokens[role] = client.post("/api/v1/tokens", json=wish).get_json()["secret"]
    yield app, tokens
    story.context.database.close()


@pytest.mark.parametrize("role", ["publisher", "reviewer"])
@pytest.mark.filterwarnings("ignore:jsonschema.*:DeprecationWarning")
def test_no_answer_is_an_error_of_ours_or_other_than_described(portal: tuple[Flask, dict[str, str]], role: str) -> None:
    app, tokens = portal
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", app)
    headers = {"Authorization": f"Bearer {tokens[role]}"}
    attacked = 0
    for result in schema.get_all_operations():
        operation = result.ok()
        if operation.path.endswith(DESTROYS_ITSELF):
            continue
        attacked += 1
        _attack(operation, headers)

    assert attacked > 60


def _attack(operation: Any, headers: dict[str, str]) -> None:  # noqa: ANN401 - schemathesis' own
    @settings(
        max_examples=max(1, settings().max_examples // SHARE),
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def attack(case: Any) -> None:  # noqa: ANN401 - idem
        case.call_and_validate(headers=headers, checks=CHECKS)

    attack()
