"""The program of Chromium and the package that drives it: whether this machine has them."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

# The first draws without a window only, and needs a third of the processor time of the others for it.
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PACKAGE = "chromium-headless-shell"  # Debian's


class ChromiumError(RuntimeError):
    """Chromium cannot be used; the message says why, and what to do."""


def require_playwright() -> None:
    """Raises ChromiumError where Playwright is not installed."""
    if find_spec("playwright") is None:
        raise ChromiumError("driver: browser needs an extra of Poinçon: pip install 'poincon[browser]'")


def find_chromium(given: Path | None) -> Path:
    """The program that was named, or the first that PATH has. Raises ChromiumError."""
    if given is not None:
        if not os.access(given, os.X_OK) or given.is_dir():
            raise ChromiumError(f"{given} is not a program: give the path of Chromium to --chromium")
        return given
    found = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    if found is None:
        raise ChromiumError(
            f"driver: browser needs Chromium, and PATH has none: install Debian's package {PACKAGE} "
            f"(apt install {PACKAGE}), or name the program with --chromium"
        )
    return Path(found)
