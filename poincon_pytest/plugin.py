"""Poinçon in the pytest of a publisher. Every pytest of an environment imports this module: it is light, and idle.

Nothing happens unless a manifest is named: by `--poincon-manifest`, by the ini key `poincon_manifest`, or as a path
(`pytest poincon.yaml`). Only then the rest of this package is imported; our other packages never are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from poincon_pytest import FILE_NAME

if TYPE_CHECKING:
    import pytest

MARK = (
    "poincon(case, requirement, obligation, theme): a conformance case of Poinçon; choose with -m poincon, "
    "or -m \"poincon(obligation='SHALL')\""
)
# Each is an option `--poincon-NAME` and an ini key `poincon_NAME`: its default, and what it says.
SETTINGS = {
    "manifest": ("", "the app manifest whose conformance cases are collected"),
    "profile": ("full", "smoke or full (default full)"),
    "edition": ("", "edition of the doctrine; the latest in force by default"),
    "waivers": ("", "findings excused until a date (YAML)"),
    "output": ("", "the run directory; .poincon/pytest beside the manifest by default"),
    "advice": ("xfail", "what a recommendation (SHOULD, MAY) that is not followed gives: xfail, warn or fail"),
    "language": ("en", "of what is told: en or fr"),
    "options": ("", "further options of `poincon check`, such as '--jobs 2 --seed 7'"),
}
# pytest rewrites the assertions of every module named like one in the distribution of a plugin. Ours has these names;
# in a publisher's suite they are the publisher's.
NOT_OURS_TO_REWRITE = {"app", "catalogue_portal", "conformance_suite", "doctrine", "poincon_launcher", "sandbox"}


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Name the settings, and leave the modules of the publisher as they are."""
    group = parser.getgroup("poincon", "conformance of an e-health app (Poinçon)")
    for name, (default, words) in SETTINGS.items():
        group.addoption(f"--poincon-{name}", metavar=name.upper(), help=words)
        parser.addini(f"poincon_{name}", words, default=default)
    marked = getattr(pluginmanager.rewrite_hook, "_must_rewrite", None)
    if isinstance(marked, set):
        marked -= NOT_OURS_TO_REWRITE


def pytest_configure(config: pytest.Config) -> None:
    """Bring the cases in, if they are asked for."""
    config.addinivalue_line("markers", MARK)
    named = config.getoption("--poincon-manifest") or config.getini("poincon_manifest")
    if named or any(argument.partition("::")[0].endswith(FILE_NAME) for argument in config.args):
        from poincon_pytest.collecting import Cases  # noqa: PLC0415 - nobody else waits for it

        config.pluginmanager.register(Cases(config), "poincon-cases")
