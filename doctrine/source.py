"""Reading one YAML file with the line of every value: duplicate keys, aliases and tags are refused."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import yaml

from doctrine.problems import DoctrineError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Plain: TypeAlias = "str | int | float | bool | list[Plain] | dict[str, Plain] | None"
Place: TypeAlias = tuple[str | int, ...]

LARGEST = 256 * 1024  # bytes of one file: a hundred times what a requirement needs
DEEPEST = 40  # mappings and lists within each other
_INDENTED = re.compile(rf"^[ ?:-]{{{DEEPEST}}}", re.MULTILINE)
_BRACKET = re.compile(r"[][{}]")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SCALARS = yaml.SafeLoader("")
_CONSTRUCT: dict[str, Callable[[yaml.ScalarNode], Plain]] = {
    "int": _SCALARS.construct_yaml_int,
    "float": _SCALARS.construct_yaml_float,
    "bool": _SCALARS.construct_yaml_bool,
    "null": _SCALARS.construct_yaml_null,
}
_COLLECTIONS = {"tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"}
_MERGE = "tag:yaml.org,2002:merge"


@dataclass
class Document:
    """The content of a file, the line of each place in it, and the problems found so far."""

    path: Path
    digest: str = ""
    content: Plain = None
    lines: dict[Place, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, place: Place) -> int:
        """The line of a place, or of the nearest thing around it that exists."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def blame(self, place: Place, message: str) -> None:
        """Note a problem at a place."""
        self.problems.append(Problem(self.path, self.line(place), message))


def read(path: Path) -> Document:
    """Parse `path`. Raises DoctrineError when it is not one readable YAML document."""
    return parse(path, read_bytes(path))


def read_bytes(path: Path, largest: int = LARGEST) -> bytes:
    """The bytes of a file. Raises DoctrineError when it cannot be read, or is larger than any file of its kind."""
    try:
        if path.stat().st_size > largest:
            raise _too_large(path, largest)
        return path.read_bytes()
    except OSError as error:
        raise DoctrineError([Problem(path, None, f"cannot be read: {error.strerror}")]) from error


def parse(path: Path, raw: bytes) -> Document:
    """Parse what was read from `path`, or was sent under that name. Raises DoctrineError as `read` does."""
    if len(raw) > LARGEST:
        raise _too_large(path, LARGEST)
    try:
        text = raw.decode("utf-8")
        _refuse_depth(path, text)
        root = yaml.compose(text, Loader=_LOADER)
    except UnicodeDecodeError as error:
        raise DoctrineError([Problem(path, None, "is not UTF-8 text")]) from error
    except yaml.YAMLError as error:
        raise DoctrineError([Problem(path, _line_of(error), f"is not valid YAML: {_reason(error)}")]) from error
    document = Document(path, digest_of(raw))
    if root is not None:
        document.content = _plain(document, root, (), set())
    return document


def digest_of(raw: bytes) -> str:
    """`sha256:` of a file's bytes, line ends normalised."""
    return "sha256:" + hashlib.sha256(raw.replace(b"\r\n", b"\n")).hexdigest()


def _too_large(path: Path, largest: int) -> DoctrineError:
    return DoctrineError([Problem(path, None, f"is larger than {largest // 1024} KB: split it, or shorten it")])


def _refuse_depth(path: Path, text: str) -> None:
    """Refuse what is nested so deep that reading it would exhaust the stack; few files look it, and only these pay."""
    if not _INDENTED.search(text) and _brackets(text) <= DEEPEST:
        return
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            line = event.start_mark.line + 1 if event.start_mark else None
            raise DoctrineError([Problem(path, line, f"is nested deeper than {DEEPEST} levels: flatten it")])


def _brackets(text: str) -> int:
    """How deep the brackets go at most, those inside of texts counted too."""
    deepest = depth = 0
    for bracket in _BRACKET.findall(text):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _plain(document: Document, node: yaml.Node, place: Place, seen: set[int]) -> Plain:
    document.lines[place] = node.start_mark.line + 1
    if id(node) in seen:
        document.blame(place, "is a YAML alias: write the value out")
        return None
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        return _scalar(document, node, place)
    if node.tag not in _COLLECTIONS:
        document.blame(place, f"has the tag `{node.tag}`: only plain values are allowed")
        return None
    if isinstance(node, yaml.MappingNode):
        return _mapping(document, node, place, seen)
    return [_plain(document, item, (*place, index), seen) for index, item in enumerate(node.value)]


def _mapping(document: Document, node: yaml.MappingNode, place: Place, seen: set[int]) -> dict[str, Plain]:
    found: dict[str, Plain] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        line = key_node.start_mark.line + 1
        if key_node.tag == _MERGE or not isinstance(key_node, yaml.ScalarNode):
            document.problems.append(Problem(document.path, line, "merge keys and complex keys are not allowed"))
        elif key in found:
            document.problems.append(Problem(document.path, line, f"`{key}` is given twice"))
        else:
            found[key] = _plain(document, value_node, (*place, key), seen)
            document.lines[(*place, key)] = line
    return found


def _scalar(document: Document, node: yaml.ScalarNode, place: Place) -> Plain:
    kind = node.tag.rpartition(":")[2]
    if kind in {"str", "timestamp"}:  # a date is kept as it is written
        return str(node.value)
    if kind in _CONSTRUCT:
        try:
            return _CONSTRUCT[kind](node)
        except (ValueError, KeyError, IndexError, yaml.YAMLError):
            document.blame(place, f"is no readable `{kind}`: write the value plainly, or as a text in quotes")
            return None
    document.blame(place, f"has the tag `{node.tag}`: only plain values are allowed")
    return None


def _line_of(error: yaml.YAMLError) -> int | None:
    mark = getattr(error, "problem_mark", None)
    return None if mark is None else int(mark.line) + 1


def _reason(error: yaml.YAMLError) -> str:
    return str(getattr(error, "problem", None) or error).splitlines()[0]
