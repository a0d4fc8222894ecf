"""What every view and chore may reach: settings, database, clock, keys and ports of the running portal."""

from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app

from catalogue_portal.clock import Clock
from catalogue_portal.keys import KeyStore
from catalogue_portal.ports import Ports
from catalogue_portal.settings import Settings
from catalogue_portal.storage.database import Database

EXTENSION = "poincon"


@dataclass(frozen=True)
class Context:
    """The running portal, without Flask in it: chores and workers have one too."""

    settings: Settings
    ports: Ports
    database: Database
    clock: Clock
    keys: KeyStore


def context() -> Context:
    """Return the context of the application that is answering."""
    return context_of(current_app)


def context_of(app: Flask) -> Context:
    """Return the context that `create_portal` gave to this application."""
    return cast("Context", app.extensions[EXTENSION])
