from __future__ import annotations

import runpy
from pathlib import Path


def test_the_page_of_the_command_says_what_the_command_says() -> None:
    generator = runpy.run_path(str(Path(__file__).parents[2] / "tools" / "command_reference.py"))

    assert generator["PAGE"].read_text(encoding="utf-8") == generator["page"]()
