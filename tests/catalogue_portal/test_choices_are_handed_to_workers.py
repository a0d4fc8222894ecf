"""A worker is started with the choices of the portal that starts it: every one of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from catalogue_portal.options import as_arguments, with_settings
from catalogue_portal.settings import Settings, SpacesAt

if TYPE_CHECKING:
    from pathlib import Path


def settings_by(arguments: tuple[str, ...]) -> Settings:
    """What a command of the portal makes of its arguments."""
    got: list[Settings] = []

    @click.command()
    @with_settings
    def command(settings: Settings) -> None:
        got.append(settings)

    done = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return got[0]


@pytest.mark.parametrize("demo", [True, False])
def test_each_choice_comes_back(tmp_path: Path, demo: bool) -> None:  # noqa: FBT001 - a parameter
    chosen = Settings(
        data=tmp_path,
        public_url="https://portal.example",
        database_url="postgresql://portal@db/poincon",
        demo=demo,
        demo_folders=(tmp_path,),
        registries=("registry.example", "localhost:5000"),
        isolation="pod+gvisor",
        spaces_at=SpacesAt("spaces.example.org", 9100, 9199),
        domain_proof=timedelta(days=7),
        edition="2027-1",
        clamav="unix:/run/clamd",
        proxies=2,
    )

    assert settings_by(as_arguments(chosen)) == chosen


@pytest.mark.parametrize("given", ["https://registry.example", "registry.example/app", "", "*", "host:port"])
def test_a_registry_is_a_host_and_nothing_more(given: str) -> None:
    done = CliRunner().invoke(with_settings_alone, ["--registry", given])

    assert done.exit_code == 2
    assert "is no HOST or HOST:PORT" in done.output


@pytest.mark.parametrize(
    "given",
    [
        "spaces.example.org",
        "spaces.example.org:9100",
        "192.0.2.1:9100-9199",
        "a:9199-9100",
        "a:0-5",
        "a:443-444",
        "a:1024-70000",
    ],
)
def test_spaces_are_at_a_name_and_a_range_of_ports(given: str) -> None:
    done = CliRunner().invoke(with_settings_alone, ["--spaces-at", given])

    assert done.exit_code == 2
    assert "is no HOST:FIRST-LAST" in done.output


@click.command()
@with_settings
def with_settings_alone(settings: Settings) -> None:
    """A command that takes the choices and does nothing."""
