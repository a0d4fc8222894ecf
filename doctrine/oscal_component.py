"""An app before an edition as OSCAL 1.1: a component definition with what is declared of each requirement. Pure."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from doctrine.applicability import concern
from doctrine.condition_words import words
from doctrine.convergence import NOTHING, STATES, State
from doctrine.model import Bilingual
from doctrine.oscal import NAMESPACE, metadata, prop, token

if TYPE_CHECKING:
    from collections.abc import Collection

    from doctrine.convergence import Convergence, Declared
    from doctrine.model import Edition, Requirement

Json = dict[str, Any]
STATUSES: Final = {
    State.CONFORMS: "implemented",
    State.PARTLY: "partial",
    State.PLANNED: "planned",
    State.NOT_APPLICABLE: "not-applicable",
}
"""The words of OSCAL for what is declared; of what is not declared it says nothing."""
DECLARED_BY = Bilingual(
    "Ce que l'éditeur déclare de l'application {} ; rien de cela n'est un verdict.",
    "What the publisher declares of the app {}; none of it is a verdict.",
)
WHAT = Bilingual("Ce que demande l'édition {} et qui s'applique", "What edition {} asks and applies")


@dataclass(frozen=True)
class Component:
    """The app: its name, the requirements that apply to it, and its declaration, if there is one."""

    app: str
    ids: Collection[str]
    declared: Convergence | None


def component_definition(edition: Edition, one: Component, catalog_href: str, language: str, moment: str) -> Json:
    """The definition of one component, the app, against the catalog of the edition."""
    rows = [_implemented(row, one, edition, language) for row in edition.requirements if row.id in one.ids]
    implementation = {
        "uuid": _uuid(edition, one, "implementation"),
        "source": catalog_href,
        "description": WHAT[language].format(edition.id),
        "implemented-requirements": rows,
    }
    component = {
        "uuid": _uuid(edition, one, "component"),
        "type": "software",
        "title": one.app,
        "description": DECLARED_BY[language].format(one.app),
        **({"control-implementations": [implementation]} if rows else {}),
    }
    content = {
        "uuid": _uuid(edition, one, "component definition"),
        "metadata": metadata(edition, language, moment),
        "components": [component],
    }
    return {"component-definition": content}


def _implemented(row: Requirement, one: Component, edition: Edition, language: str) -> Json:
    said = one.declared.of(row.id) if one.declared else NOTHING
    status = STATUSES.get(said.state)
    facts = {
        "revision": str(row.revision),
        "obligation": row.obligation.value,
        "applies-when": words(concern(row), language),
        "due": said.due.isoformat() if said.due else None,
        "plan": said.plan or None,
    }
    return {
        "uuid": _uuid(edition, one, row.id),
        "control-id": token(row.id),
        "description": said.reason or STATES[said.state][language],
        "props": [
            *([{"name": "implementation-status", "value": status}] if status else []),
            *(prop(name, value) for name, value in facts.items() if value is not None),
            *(prop("evidence", name) for name in said.evidence),
        ],
    }


def _uuid(edition: Edition, one: Component, what: str) -> str:
    """A version 5 identifier from the edition, the app and everything that it declares."""
    rows = one.declared.declared.items() if one.declared else ()
    told = json.dumps([one.app, sorted(one.ids), sorted((name, _told(said)) for name, said in rows), what])
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{NAMESPACE}:{edition.digest}:{told}"))


def _told(said: Declared) -> list[object]:
    return [said.state, said.reason, said.due.isoformat() if said.due else "", said.plan, list(said.evidence)]
