from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builders.reference_apps import APPS, DEFECTS, NODE_DEFECTS, is_single_page

if TYPE_CHECKING:
    from collections.abc import Iterator

# Prints, for each defect of the app in Node.js, what it has otherwise that the app does not have, or not as a step.
UNKNOWN_STEPS = """
import { assemble, settings } from './app.js'
const unknown = {}
for (const name of process.argv.slice(1)) {
  const { default: defect } = await import(`./${name}.js`)
  const app = assemble(settings(process.env))
  const steps = Object.entries(defect(app, { ...app }))
  const isStep = ([step, does]) => typeof app[step] === 'function' && typeof does === 'function'
  unknown[name] = steps.length ? steps.filter(one => !isStep(one)).map(([step]) => step) : ['nothing']
}
console.log(JSON.stringify(unknown))
"""


def methods(path: Path) -> Iterator[tuple[tuple[str, str], int]]:
    """Each method of the classes of a file, with how many arguments it takes."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef):
            for method in (one for one in node.body if isinstance(one, ast.FunctionDef)):
                taken = method.args
                yield (node.name, method.name), len(taken.posonlyargs + taken.args + taken.kwonlyargs)


def methods_of_app(name: str) -> dict[tuple[str, str], int]:
    return dict(pair for path in sorted((APPS / name).glob("*.py")) for pair in methods(path))


CONFORMANT, SINGLE_PAGE = methods_of_app("conformant"), methods_of_app("single_page")


@pytest.mark.parametrize("defect", DEFECTS)
def test_what_a_defect_replaces_is_called_as_before(defect: str) -> None:
    """Else it would not be wrong in its own way, but break at the first call."""
    replaced = dict(methods(APPS / "defects" / f"{defect}.py"))
    known = SINGLE_PAGE if is_single_page(defect) else CONFORMANT

    assert replaced == replaced | {name: known[name] for name in replaced if name in known}


@pytest.mark.node
def test_what_a_defect_in_node_replaces_is_a_step_of_the_app(tmp_path: Path) -> None:
    folder = shutil.copytree(APPS / "node", tmp_path / "app")
    for defect in NODE_DEFECTS:
        shutil.copy(APPS / "node_defects" / f"{defect}.js", folder)
    node = Path(sys.executable).with_name("node")
    arguments = [node, "--input-type=module", "--eval", UNKNOWN_STEPS, *NODE_DEFECTS]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=60, check=False, cwd=folder)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {defect: [] for defect in NODE_DEFECTS}
