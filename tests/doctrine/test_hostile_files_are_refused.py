from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from doctrine import source
from doctrine.loader import load_requirement
from doctrine.problems import DoctrineError

if TYPE_CHECKING:
    from pathlib import Path

BOMB = "a: &a [x, x]\n" + "".join(
    f"{new}: &{new} [*{old}, *{old}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("[" * 100_000, 1, "nested deeper than 40 levels"),
        ("{a: " * 60_000, 1, "nested deeper than 40 levels"),
        ("- " * 60_000 + "x", 1, "nested deeper than 40 levels"),
        ("? " * 3_000 + "a", 1, "nested deeper than 40 levels"),
        ("".join(" " * depth + "a:\n" for depth in range(300)), 41, "nested deeper than 40 levels"),
        ("a: 1\n---\nb: 1\n", 2, "another document"),
        ("a: [1\nb: 2\n", 2, "is not valid YAML"),
        ("%YAML 9.9\n---\na: 1\n", 1, "is not valid YAML"),
    ],
)
def test_what_cannot_be_parsed_is_refused_with_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    path = tmp_path / "r1.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DoctrineError, match=words) as caught:
        source.read(path)
    assert caught.value.problems[0].line == line


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\nb: &b [*b]\n", 2, "is a YAML alias"),
        (BOMB, 1, "is a YAML alias"),
        ("a: 1\na: 2\n", 2, "`a` is given twice"),
        (f"a: 1\nb: {'1' * 5000}\n", 2, "is no readable `int`"),
        ("a: !!bool maybe\n", 1, "is no readable `bool`"),
        ("a: !!int ''\n", 1, "is no readable `int`"),
        ("a: !!float x\n", 1, "is no readable `float`"),
        ("a: !!python/object/apply:os.system [x]\nb: !!binary x\n", 1, "only plain values"),
        ("? [a]\n: b\n", 1, "complex keys"),
    ],
)
def test_what_says_more_than_plain_values_is_blamed(tmp_path: Path, text: str, line: int, words: str) -> None:
    path = tmp_path / "r1.yaml"
    path.write_text(text, encoding="utf-8")
    found = source.read(path).problems
    assert any(problem.line == line and words in problem.message for problem in found), found


def test_a_file_of_five_megabytes_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "r1.yaml"
    path.write_text("a: " + "x" * 5_000_000, encoding="utf-8")
    with pytest.raises(DoctrineError, match="is larger than 256 KB: split it"):
        load_requirement(path)
