"""Every API of the space, attacked from its own OpenAPI description by schemathesis.

No 5xx, nothing that is not described, and a refused request changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from builders.spaces import MAIN, Bench, Paired
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from sandbox.fhir.apis.all import APIS
from sandbox.fhir.store import FhirStore
from sandbox.inferred import inferred

if TYPE_CHECKING:
    from sandbox.fhir.resource_kind import FhirApi

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
SHARE = 5  # a request takes longer than a function: as many examples fewer than usual


@pytest.fixture(scope="module")
def paired() -> Paired:
    everything = inferred().data_scopes
    return Bench().pair(scopes=everything, scope=f"openid {' '.join(everything)}")


@pytest.mark.parametrize("api", APIS, ids=[api.base for api in APIS])
@pytest.mark.filterwarnings("ignore:jsonschema.*:DeprecationWarning")
def test_no_answer_is_an_error_of_ours_or_other_than_described(paired: Paired, api: FhirApi) -> None:
    described = paired.bench.get(f"{api.root}/openapi.json").json
    described["servers"] = [{"url": f"{MAIN}/s/s1{api.root}"}]
    schema = schemathesis.openapi.from_dict(described)
    schema.app = paired.bench.app
    paired.bench.get(f"{api.root}/{api.kinds[0].type}", headers=paired.headers)  # the record is settled by now
    for result in schema.get_all_operations():
        _attack(result.ok(), paired)


def _attack(operation: Any, paired: Paired) -> None:  # noqa: ANN401 - schemathesis' own
    store = paired.bench.space.part(FhirStore)

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
        before = written(store)
        answer = case.call_and_validate(headers=paired.headers, checks=CHECKS)
        assert answer.status_code < 400 or written(store) == before

    attack()


def written(store: FhirStore) -> list[tuple[int, ...]]:
    """Return what would be other if anything had been written (records are settled when they are first touched)."""
    return store._database.execute("SELECT count(*), total(version) FROM resource").fetchall()
