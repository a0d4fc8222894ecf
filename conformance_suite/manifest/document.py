"""Read YAML as plain values with the line of every value, in bounded time and memory.

Only what a manifest needs of YAML: no anchors or aliases (they multiply), no tags (they construct), no repeated keys
(the last would win in silence). Whatever can be understood is kept, so that every problem is told at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import yaml

from conformance_suite.manifest.problems import Problem, printable

if TYPE_CHECKING:
    from conformance_suite.json_value import JsonValue

MAX_BYTES = 64 * 1024
MAX_VALUES = 4000
MAX_DEPTH = 12

Place: TypeAlias = tuple[str | int, ...]

_FLOAT = re.compile(r"[-+]?[0-9]{1,15}\.[0-9]{0,15}")
_INTEGER = re.compile(r"[-+]?[0-9]{1,15}")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL", "~", ""), None),
}


@dataclass
class Document:
    """A value and where each part of it was written; `lines[("app", "name")]` is the line of that value."""

    value: JsonValue = None
    lines: dict[Place, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, place: Place) -> int:
        """The line of a place, or of the nearest thing around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def parse(raw: bytes) -> Document:
    """The document in `raw`; what is wrong with it as YAML is in its `problems`."""
    document = Document()
    text = _text(raw, document)
    if text is None:
        return document
    try:
        root = _Bounded(text, document).get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        what = printable(error.problem or "something unexpected")
        document.problems.append(Problem(line, f"this is not valid YAML: {what}", "Correct the syntax at this line"))
    except _TooLargeError as error:
        document.problems.append(Problem(error.line, str(error), "A manifest is a page or two: shorten it"))
    else:
        if root is None:
            document.problems.append(_EMPTY)
        else:
            document.value = _value(root, (), document)
    return document


_EMPTY = Problem(0, "the file is empty", "Write one with: poincon manifest init")


def _text(raw: bytes, document: Document) -> str | None:
    if len(raw) > MAX_BYTES:
        problem = Problem(0, f"the file is larger than {MAX_BYTES // 1024} KiB", "Keep only the manifest in it")
    elif not raw.strip():
        problem = _EMPTY
    else:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            problem = Problem(line, "this is not UTF-8 text", "Give the YAML manifest, saved as UTF-8")
        else:
            unprintable = yaml.reader.Reader.NON_PRINTABLE.search(text)
            if unprintable is None:
                return text
            line = text.count("\n", 0, unprintable.start()) + 1
            problem = Problem(line, "the file holds control characters", "Give the YAML manifest, not a binary file")
    document.problems.append(problem)
    return None


class _TooLargeError(Exception):
    def __init__(self, line: int, message: str) -> None:
        self.line = line
        super().__init__(message)


class _Bounded(yaml.SafeLoader):
    """Composes nodes, within a depth and a number; an anchor, an alias or a tag becomes a problem."""

    def __init__(self, text: str, document: Document) -> None:
        super().__init__(text)
        self._document = document
        self._depth = 0
        self._count = 0

    def compose_node(self, parent: yaml.Node | None, index: object) -> yaml.Node | None:
        event: yaml.Event = self.peek_event()  # type: ignore[no-untyped-call]
        line = event.start_mark.line + 1 if event.start_mark else 1
        self._count += 1
        if self._count > MAX_VALUES:
            raise _TooLargeError(line, f"more than {MAX_VALUES} values")
        if self._depth >= MAX_DEPTH:
            raise _TooLargeError(line, f"nested deeper than {MAX_DEPTH} levels")
        self._refuse_shortcuts(event, line)
        if isinstance(event, yaml.AliasEvent):
            self.get_event()  # type: ignore[no-untyped-call]
            return yaml.ScalarNode("tag:yaml.org,2002:null", "", event.start_mark, event.end_mark)  # type: ignore[arg-type]
        self._depth += 1
        try:
            return super().compose_node(parent, index)  # type: ignore[arg-type]  # the stub asks for an int
        finally:
            self._depth -= 1

    def _refuse_shortcuts(self, event: yaml.Event, line: int) -> None:
        anchor = getattr(event, "anchor", None)
        if anchor is not None:
            event.anchor = None  # type: ignore[attr-defined]  # a repeated anchor would raise in place of being told
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            message = f"YAML anchors and aliases are not read ({sign}{printable(str(anchor), 20)})"
            self._document.problems.append(Problem(line, message, "Write the value out"))
        tag = getattr(event, "tag", None)
        if tag is not None and tag != "!":
            event.tag = None  # type: ignore[attr-defined]
            event.implicit = (True, True) if isinstance(event, yaml.ScalarEvent) else True  # type: ignore[attr-defined]
            message = f"YAML tags are not read ({printable(str(tag), 40)})"
            self._document.problems.append(Problem(line, message, "Remove the tag, keep the value"))


def _value(node: yaml.Node, place: Place, document: Document) -> JsonValue:
    document.lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, place, document)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*place, index), document) for index, item in enumerate(node.value)]
    return _scalar(node, document)


def _mapping(node: yaml.MappingNode, place: Place, document: Document) -> JsonValue:
    value: dict[str, JsonValue] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            document.problems.append(Problem(line, "a key must be one word", "Put a list or mapping after a key"))
            continue
        key = str(key_node.value)
        if key in value:
            first = document.lines[(*place, key)]
            message = f"the key {printable(key)!r} is written twice (first at line {first})"
            document.problems.append(Problem(line, message, "Keep one of the two"))
            continue
        document.lines[(*place, key)] = line
        value[key] = _value(value_node, (*place, key), document)
    return value


def _scalar(node: yaml.Node, document: Document) -> JsonValue:
    text = str(node.value)
    if getattr(node, "style", None) is None:
        if text in _WORDS:
            return _WORDS[text]
        if _INTEGER.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
    if _CONTROL.search(text):
        line = node.start_mark.line + 1
        document.problems.append(Problem(line, "this text holds a control character", "Remove it"))
        return "".join(char for char in text if not _CONTROL.match(char))
    return text
