from __future__ import annotations

import re
from pathlib import Path

import pytest

import sandbox.professional
from sandbox.fhir.documents.professional_acts import KINDS_BY_PROFESSIONALS
from sandbox.holder.professional_rights import RIGHTS
from sandbox.ins.identity import Attribute, Status
from sandbox.oidc.pages import LANGUAGES, words

PACKAGE = Path(next(iter(sandbox.professional.__path__)))
PROBLEMS = re.compile(r'(?:NotAskedError\("|problem="|_form\("|problem = "|else ")([a-z_]+)"')


def named() -> set[str]:
    """Return the key of every sentence that templates and views name."""
    templates = "".join(one.read_text("utf-8") for one in PACKAGE.glob("templates/professional/*.html"))
    views = "".join(one.read_text("utf-8") for one in PACKAGE.glob("*.py"))
    made = (
        *(f"status_{one}" for one in Status),
        *(f"attribute_{one}" for one in Attribute),
        *(f"right_{one}" for one in RIGHTS),
        *(f"kind_{one}" for one in KINDS_BY_PROFESSIONALS),
        *(f"shown_to_{one}" for one in ("everybody", "professionals", "holder")),
        *("several", "nobody", "emergency_opposed", "sign_in_refused", "female", "male"),
    )
    return {*re.findall(r"words\.([a-z_]+)", templates), *PROBLEMS.findall(views), *made}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_there_in_both_languages(language: str) -> None:
    known = words(language, "sandbox.professional")

    assert len(named()) > 90
    assert {key for key in named() if not known.get(key)} == set()
