from __future__ import annotations

import json
import subprocess
import sys

import click
import pytest

from app import SHORT_HELP, main

OURS = {"doctrine", "sandbox", "conformance_suite", "catalogue_portal"}
PORTAL = {"alembic", "argon2", "catalogue_portal", "flask", "granian", "sqlalchemy"}
SUITE = {"conformance_suite", "bs4", "jsonschema"}
SPACE = {"authlib", "fhirpathpy", "pydicom"}  # the libraries of the mock space: it runs as a process of its own
EXTRA = {"docker", "playwright"}  # only a manifest can ask for them
DENIED = {
    **dict.fromkeys(("check", "doctor", "explain", "manifest", "register"), PORTAL | SPACE | EXTRA),
    "judge": PORTAL | SPACE | EXTRA | {"bs4", "jinja2", "jsonschema", "requests"},  # judges: it plays nothing
    **dict.fromkeys(("convergence", "doctrine"), PORTAL | SUITE | SPACE | {"sandbox", "requests"}),
    "sandbox": PORTAL | SUITE | SPACE | {"doctrine"},
    "verify": (PORTAL - {"catalogue_portal"}) | SUITE | SPACE | {"doctrine"},
    **dict.fromkeys(("audit", "demo", "serve", "worker"), SPACE),
}
IMPORTED = """
import json, sys
from app import main
command = main.get_command(None, sys.argv[1])
print(json.dumps([command.name, sorted({name.partition(".")[0] for name in sys.modules})]))
"""


def test_this_list_knows_every_command() -> None:
    assert sorted(DENIED) == main.list_commands(main.make_context("poincon", [], resilient_parsing=True))


@pytest.mark.parametrize("command", sorted(DENIED))
def test_a_command_imports_nothing_that_only_others_need(command: str) -> None:
    said = subprocess.run([sys.executable, "-I", "-c", IMPORTED, command], capture_output=True, text=True, check=True)
    name, modules = json.loads(said.stdout)

    assert name == command
    assert set(modules) & DENIED[command] == set()


@pytest.mark.parametrize("command", sorted(DENIED))
def test_the_list_of_commands_says_what_each_says_of_itself(command: str) -> None:
    found = main.get_command(click.Context(main), command)

    assert found is not None
    assert SHORT_HELP[command] == found.get_short_help_str(limit=200)


def test_the_list_of_commands_imports_none_of_our_packages() -> None:
    program = "import sys; from app import main\ntry: main(['--help'])\nfinally: print(*sys.modules)"
    said = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True)

    assert "doctrine" in said.stdout
    assert not set(said.stdout.splitlines()[-1].split()) & OURS


def test_the_root_alone_imports_none_of_our_packages() -> None:
    program = "import sys; import app; print(*sys.modules)"
    said = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True)

    assert not set(said.stdout.split()) & OURS
