"""Finding the nouns' parts by name, so that adding a noun edits no shared code.

Looked for in every package of the portal: `models`, `installation` (`install(app, context)`), `api` and `views` and
`endpoints` (`blueprint`), `chores` (`CHORES`).
"""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

import catalogue_portal

NOUNS = (
    "audit",
    "accounts",
    "publishers",
    "apps",
    "domains",
    "runs",
    "evidence",
    "convergence",
    "dossiers",
    "reviews",
    "decisions",
    "agreements",
    "labels",
    "credentials",
    "listings",
    "surveillance",
)


def packages() -> tuple[str, ...]:
    """Return the portal's packages: the nouns in their order, then the others by name."""
    found = {module.name for module in pkgutil.iter_modules(catalogue_portal.__path__) if module.ispkg}
    return (*(noun for noun in NOUNS if noun in found), *sorted(found - set(NOUNS)))


def parts(name: str) -> Iterator[ModuleType]:
    """Import and yield the module of this name of every package that has one."""
    for package in packages():
        parent = importlib.import_module(f"catalogue_portal.{package}")
        if any(module.name == name for module in pkgutil.iter_modules(parent.__path__)):
            yield importlib.import_module(f"catalogue_portal.{package}.{name}")
