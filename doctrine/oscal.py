"""An edition as OSCAL 1.1: a catalog of controls, and a profile that selects some of them. Pure.

Identifiers are derived from the edition's digest, so that the same edition gives the same bytes.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from doctrine.applicability import concern
from doctrine.condition_words import words
from doctrine.model import Method

if TYPE_CHECKING:
    from collections.abc import Collection

    from doctrine.model import Edition, Requirement
    from doctrine.sections import Sections

Json = dict[str, Any]
VERSION = "1.1.3"
NAMESPACE = "urn:poincon:doctrine"
METHODS = {
    Method.AUTOMATED: "TEST",
    Method.HOOK_UP: "TEST",
    Method.INSPECTION: "EXAMINE",
    Method.DECLARATION: "INTERVIEW",
}


def catalog(edition: Edition, sections: Sections, language: str, moment: str) -> Json:
    """The catalog of an edition: a group a section, a control a requirement, a resource a source."""
    groups = []
    for section in sections.sections:
        inside = [_control(one, edition, language) for one in edition.requirements if sections.of(one) == section]
        if inside:
            groups.append({"id": section.id, "title": section.title[language], "controls": inside})
    content = {
        "uuid": _uuid(edition, "catalog"),
        "metadata": metadata(edition, language, moment),
        "groups": groups,
        "back-matter": {"resources": _resources(edition)},
    }
    return {"catalog": content}


def profile(edition: Edition, chosen: Collection[str], catalog_href: str, language: str, moment: str) -> Json:
    """A profile that imports these requirements of an edition from its catalog."""
    ids = [token(one.id) for one in edition.requirements if one.id in chosen]
    content = {
        "uuid": _uuid(edition, "profile " + " ".join(ids)),
        "metadata": metadata(edition, language, moment),
        "imports": [{"href": catalog_href, "include-controls": [{"with-ids": ids}]}],
        "merge": {"as-is": True},
    }
    return {"profile": content}


def metadata(edition: Edition, language: str, moment: str) -> Json:
    """What every document of ours says of itself."""
    return {
        "title": edition.title[language],
        "last-modified": moment,
        "version": edition.id,
        "oscal-version": VERSION,
        "props": [prop("status", edition.status), prop("digest", edition.digest), prop("language", language)],
    }


def _control(one: Requirement, edition: Edition, language: str) -> Json:
    name = token(one.id)
    facts = {
        "revision": one.revision,
        "obligation": one.obligation,
        "legal-standing": one.legal_standing,
        "confidence": one.confidence,
        "theme": one.theme,
        "clause": one.clause,
        "official-ref": one.provenance.official_ref,
        "provenance": one.provenance.note,
        "applies-when": words(concern(one), language),
        "required-level": one.required_level[language] if one.required_level else None,
        "digest": one.digest,
    }
    conditional = [
        prop("conditional-obligation", row.obligation, remarks=words(row.when, language)) for row in one.conditional
    ]
    peers = [prop("cross-reference", f"{other.to} {other.clause}") for other in one.cross_references]
    return {
        "id": name,
        "class": "requirement",
        "title": one.title[language],
        "props": [
            {"name": "label", "value": one.id},
            *(prop(name, str(value)) for name, value in facts.items() if value is not None),
            *conditional,
            *peers,
        ],
        "links": [
            {"href": f"#{_source(one, edition)}", "rel": "reference"},
            *({"href": f"#{token(other)}", "rel": "related"} for other in one.verification.rests_on),
        ],
        "parts": _parts(one, name, language),
    }


def _parts(one: Requirement, name: str, language: str) -> list[Json]:
    reason = one.verification.reason
    method = METHODS[one.verification.method]
    evidence = [
        {
            "name": "assessment-objects",
            "prose": item[language],
            "props": [
                *([prop("kind", item.kind)] if item.kind else []),
                *(prop("format", one_format) for one_format in item.formats),
                *([prop("valid-months", str(item.valid_months))] if item.valid_months else []),
            ],
        }
        for item in one.evidence
    ]
    return [
        {"id": f"{name}_smt", "name": "statement", "prose": one.statement[language]},
        {"id": f"{name}_gdn", "name": "guidance", "prose": one.remediation[language]},
        {
            "id": f"{name}_asm",
            "name": "assessment-method",
            "props": [{"name": "method", "value": method}, prop("verification", one.verification.method)],
            **({"prose": reason[language]} if reason else {}),
            "parts": [part if part["props"] else {"name": part["name"], "prose": part["prose"]} for part in evidence],
        },
    ]


def _resources(edition: Edition) -> list[Json]:
    found: dict[str, Json] = {}
    for one in edition.requirements:
        title = " ".join(part for part in (one.source.text, one.source.version) if part)
        links = {"rlinks": [{"href": one.source.url}]} if one.source.url else {}
        found.setdefault(_source(one, edition), {"uuid": _source(one, edition), "title": title, **links})
    return list(found.values())


def _source(one: Requirement, edition: Edition) -> str:
    return _uuid(edition, f"source {one.source.text} {one.source.version} {one.source.url}")


def prop(name: str, value: str, remarks: str | None = None) -> Json:
    """A property in our namespace."""
    return {"name": name, "ns": NAMESPACE, "value": str(value)} | ({"remarks": remarks} if remarks else {})


def token(requirement_id: str) -> str:
    """The identifier of a requirement's control: OSCAL has small letters."""
    return requirement_id.lower()


def _uuid(edition: Edition, what: str) -> str:
    """A version 5 identifier from the edition's digest and what it is for."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{NAMESPACE}:{edition.digest}:{what}"))
