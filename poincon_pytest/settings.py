"""What the publisher asked for: an option of the command line, else an ini key, else the default."""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

import pytest

from poincon_pytest import FILE_NAME

Advice = Literal["xfail", "warn", "fail"]
Language = Literal["en", "fr"]


@dataclass(frozen=True)
class Settings:
    """The settings of a session. `manifest` is None when manifests are named as paths alone."""

    manifest: Path | None
    profile: str
    edition: str
    waivers: Path | None
    output: Path | None
    advice: Advice
    language: Language
    options: tuple[str, ...]

    @classmethod
    def of(cls, config: pytest.Config) -> Settings:
        """The settings of a configuration. Raises pytest.UsageError."""
        return cls(
            manifest=_manifest(config),
            profile=_word(config, "profile"),
            edition=_word(config, "edition"),
            waivers=_path(config, "waivers"),
            output=_path(config, "output"),
            advice=cast("Advice", _choice(config, "advice", ("xfail", "warn", "fail"))),
            language=cast("Language", _choice(config, "language", ("en", "fr"))),
            options=tuple(shlex.split(_word(config, "options"))),
        )

    def common(self) -> list[str]:
        """The options that listing and playing share."""
        return ["--profile", self.profile, *(["--edition", self.edition] if self.edition else [])]


def _word(config: pytest.Config, name: str) -> str:
    return str(config.getoption(f"--poincon-{name}") or config.getini(f"poincon_{name}"))


def _choice(config: pytest.Config, name: str, known: tuple[str, ...]) -> str:
    word = _word(config, name)
    if word not in known:
        raise pytest.UsageError(f"poincon_{name} is {word!r}: it can be {', '.join(known)}")
    return word


def _path(config: pytest.Config, name: str) -> Path | None:
    """A path: of the command line from where pytest was called, of an ini file from where that file is."""
    told = config.getoption(f"--poincon-{name}")
    if told:
        return absolute(config.invocation_params.dir, str(told))
    kept = config.getini(f"poincon_{name}")
    folder = config.inipath.parent if config.inipath else config.rootpath
    return absolute(folder, str(kept)) if kept else None


def absolute(folder: Path, name: str) -> Path:
    """A path as pytest compares them: from that folder, without `..`, links left as they are."""
    return Path(os.path.normpath(folder / name))


def _manifest(config: pytest.Config) -> Path | None:
    path = _path(config, "manifest")
    return path / FILE_NAME if path is not None and path.is_dir() else path
