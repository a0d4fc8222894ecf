from __future__ import annotations

import ast
from pathlib import Path

import conformance_suite

# What reached a listener for TLS in the clear is no message that anybody kept: the document with the bait is named.
WITHOUT_A_MESSAGE = {"sent_in_the_clear"}


def test_every_failure_names_exchanges_or_pages() -> None:
    silent = {key for path in Path(conformance_suite.__file__).parent.rglob("*.py") for key in _silent_failures(path)}

    assert silent == WITHOUT_A_MESSAGE


def _silent_failures(path: Path) -> set[str]:
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    failures = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Failure"]
    silent = [call for call in failures if not any(word.arg == "exchanges" for word in call.keywords)]
    return {ast.literal_eval(call.args[0]) for call in silent}
