"""The application of a portal, quickly: routes and API description are made once, and each portal gets a copy.

Making them takes longer than most tests. A copy has the context, the secrets and the first request of its own.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, cast

from flask import Config, Flask, current_app

from catalogue_portal.context import EXTENSION, Context
from catalogue_portal.portal import portal_of

if TYPE_CHECKING:
    from catalogue_portal.settings import Settings


class _OfWhicheverAnswers:
    """The context of the application that is answering; while the model is made, that of the first portal."""

    def __init__(self, first: Context) -> None:
        self._first = first

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any part of a context
        return getattr(current_app.extensions[EXTENSION] if current_app else self._first, name)


_MODELS: dict[tuple[object, ...], Flask] = {}  # by the settings on which routes and description depend


def _what_counts(settings: Settings) -> tuple[object, ...]:
    return settings.public_url, settings.environment, settings.demo


def portal_app(context: Context) -> Flask:
    """Return an application for this portal."""
    model = _MODELS.get(_what_counts(context.settings))
    if model is None:
        model = _MODELS[_what_counts(context.settings)] = portal_of(cast("Context", _OfWhicheverAnswers(context)))
    app = copy.copy(model)
    app.config = Config(model.config.root_path, {**model.config, "SECRET_KEY": context.keys.secret("flask")})
    app.extensions = {**model.extensions, EXTENSION: context}
    return app
