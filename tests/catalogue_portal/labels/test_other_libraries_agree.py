"""A label and its status list read the same with jose of npm, which shares no code with us."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders.agreed_app import DECIDER, agreed_app
from builders.node import run_node

from catalogue_portal.labels import service
from catalogue_portal.labels.models import LabelState

pytestmark = [pytest.mark.node, pytest.mark.integration]
PROGRAM = Path(__file__).with_name("verify_label.mjs")


@pytest.mark.parametrize(
    ("state", "bits"), [(LabelState.VALID, 0), (LabelState.WITHDRAWN, 1), (LabelState.SUSPENDED, 2)]
)
def test_jose_reads_what_we_wrote(tmp_path: Path, state: LabelState, bits: int) -> None:
    world = agreed_app(tmp_path / "data")
    label = world.issue_label()
    if state is not LabelState.VALID:
        with world.context.database.writing() as session:
            service.set_status(session, DECIDER, label.id, state, reason="x")
    client = world.portal.test_client()
    published = client.get("/demo/.well-known/poincon-issuer").get_json()
    task = {
        "issuer": published["issuer"],
        "label": client.get(f"/labels/{label.id}/label.jwt").get_data(as_text=True),
        "status_list": client.get("/demo/status-lists/1").get_data(as_text=True),
        "label_jwks": published["label_jwks"],
        "status_list_jwks": published["status_list_jwks"],
    }

    told = run_node(PROGRAM, tmp_path, task)

    assert (told["label"]["jti"], told["label"]["environment"]) == (label.id, "demo")
    assert (told["status"], told["listedAt"], told["entries"]) == (bits, True, 65536)
    assert told["labelWithKeysOfList"] == {"error": "ERR_JWKS_NO_MATCHING_KEY"}
    assert told["listAsLabel"] == {"error": "ERR_JWT_CLAIM_VALIDATION_FAILED"}
