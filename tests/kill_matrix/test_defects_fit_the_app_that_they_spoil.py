from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest
from builders.reference_apps import APPS, DEFECTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def methods(path: Path) -> Iterator[tuple[tuple[str, str], int]]:
    """Each method of the classes of a file, with how many arguments it takes."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef):
            for method in (one for one in node.body if isinstance(one, ast.FunctionDef)):
                taken = method.args
                yield (node.name, method.name), len(taken.posonlyargs + taken.args + taken.kwonlyargs)


CONFORMANT = dict(pair for path in sorted((APPS / "conformant").glob("*.py")) for pair in methods(path))


@pytest.mark.parametrize("defect", DEFECTS)
def test_what_a_defect_replaces_is_called_as_before(defect: str) -> None:
    """Else it would not be wrong in its own way, but break at the first call."""
    replaced = dict(methods(APPS / "defects" / f"{defect}.py"))

    assert replaced == replaced | {name: CONFORMANT[name] for name in replaced if name in CONFORMANT}
