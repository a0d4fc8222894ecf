"""The suite's commands. `app.py` adds them to the root: `for command in COMMANDS: main.add_command(command)`."""

from __future__ import annotations

import json
import secrets
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance_suite import api, catalogue_files, listing
from conformance_suite import case as cases
from conformance_suite import doctor as preflight
from conformance_suite import waivers as waiving
from conformance_suite.explaining import explain as explained
from conformance_suite.formats import forms
from conformance_suite.formats.told import told
from conformance_suite.isolating import CHOICES
from conformance_suite.manifest.loader import FILE_NAME, load_manifest
from conformance_suite.manifest.shape import schema_text
from conformance_suite.options import (
    chromium_option,
    debug_option,
    edition_option,
    format_option,
    language_option,
    waivers_option,
)
from conformance_suite.plan import FULL, profiles
from conformance_suite.report import to_json, with_waived
from conformance_suite.run_directory import RunDirectory
from conformance_suite.standing import FOLDER, coordinates, register_app
from conformance_suite.telling import excused
from conformance_suite.terminal import Display, exits, say, stoppable
from doctrine import loader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conformance_suite.explaining import Language
    from conformance_suite.report import Report

TEMPLATE = Path(__file__).parent / "manifest" / "template.yaml"
manifest_argument = click.argument("manifest", type=click.Path(path_type=Path), default=Path(FILE_NAME))


@click.command()
@manifest_argument
@click.option("--profile", type=click.Choice([FULL, *profiles()]), default=FULL, show_default=True)
@click.option("--only", multiple=True, metavar="ID", help="Play only this case or requirement; repeatable.")
@edition_option
@click.option("--jobs", type=click.IntRange(1, 64), default=8, show_default=True, help="Episodes at the same time.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), help="Of everything drawn by lot; by lot by default.")
@click.option(
    "--isolation",
    type=click.Choice(CHOICES),
    help="How the app is kept apart: a pod for an image, processes of its own for a command; by default that.",
)
@click.option("--pull", is_flag=True, help="Fetch the image from its registry if the container engine lacks it.")
@chromium_option
@click.option("-o", "--output", "output", type=click.Path(path_type=Path, file_okay=False), help="The run directory.")
@format_option
@waivers_option
@click.option("--list", "listed", is_flag=True, help="Tell which cases would be played, and play nothing.")
@language_option
@debug_option
@exits
def check(
    manifest: Path,
    *,
    profile: str,
    only: Sequence[str],
    edition: str | None,
    jobs: int,
    seed: int | None,
    isolation: str | None,
    pull: bool,
    chromium: Path | None,
    output: Path | None,
    formats: Sequence[str],
    waivers: Path | None,
    listed: bool,
    language: Language,
    debug: bool,  # noqa: ARG001 - read by `exits`
) -> int:
    """Play the cases of the doctrine against an app and judge what was seen."""
    if listed:
        return _list(manifest, edition, profile, only, formats)
    allowed = waiving.read_waivers(waivers) if waivers else ()
    out = output or Path(FOLDER) / "runs" / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
    display = Display(live=sys.stderr.isatty(), language=language)
    with stoppable() as stopped:
        try:
            report = api.check(
                manifest,
                out=out,
                edition=edition,
                profile=profile,
                only=only,
                seed=seed,
                jobs=jobs,
                isolation=isolation,
                pull=pull,
                chromium=chromium,
                present=partial(_lead, language),
                progress=display.show,
                cancelled=stopped,
            )
        finally:
            display.clear()
    code = _tell(report, RunDirectory(out), formats, allowed, language)
    say(f"kept in {out}")
    return code


def _lead(language: Language, url: str) -> None:
    """Tell the person where their page is."""
    address = f"{url}?lang={language}"
    say(f"Ouvrez cette page : {address}" if language == "fr" else f"Open this page: {address}")


def _list(manifest: Path, edition: str | None, profile: str, only: Sequence[str], formats: Sequence[str]) -> int:
    doctrine, plan = api.plan(load_manifest(manifest), edition=edition, profile=profile, only=only)
    click.echo(listing.as_json(plan, doctrine) if "json" in formats else listing.as_text(plan), nl=False)
    return 0


def _tell(
    report: Report,
    directory: RunDirectory,
    formats: Sequence[str],
    allowed: Sequence[waiving.Waiver],
    language: Language,
) -> int:
    waived = waiving.apply(allowed, report, today=datetime.now(UTC).date())
    if allowed:
        waiving.write_waived(directory, waived)
        report = with_waived(report, waived.cases)
        directory.write(forms.FILES["json"], to_json(report))
    renderers, in_words = forms.renderers(language), told(report, directory.path)
    for name in formats:
        directory.write(forms.FILES[name], renderers[name](in_words))
    click.echo(renderers["text"](in_words), nl=False)
    return excused(report, waived)


@click.command()
@manifest_argument
@chromium_option
@debug_option
@exits
def doctor(manifest: Path, chromium: Path | None, *, debug: bool) -> int:  # noqa: ARG001 - read by `exits`
    """Pre-flight only: is it my set-up or my app?"""
    well = True
    with stoppable() as stopped:
        for sign in preflight.examine(load_manifest(manifest), cancelled=stopped, chromium=chromium):
            click.echo(f"{'✔' if sign.well else '✘'} {sign.seen}")
            if sign.hint:
                click.echo(f"  look at: {sign.hint}")
            well = well and sign.well
    return 0 if well else 3


@click.command()
@click.argument("name", metavar="ID")
@edition_option
@language_option
@debug_option
@exits
def explain(name: str, edition: str | None, language: Language, *, debug: bool) -> int:  # noqa: ARG001 - idem
    """A requirement or a case: what, why, source, how to mend it; of a case that is not played, why not."""
    known = tuple(cases.known_cases().values())
    click.echo(explained(name, loader.load_edition(edition), known, catalogue_files.rows(), language), nl=False)
    return 0


@click.group()
def manifest() -> None:
    """The app manifest: write one, check one, print its schema."""


@manifest.command("init")
def manifest_init() -> None:
    """Print a commented manifest to start from."""
    click.echo(TEMPLATE.read_text(encoding="utf-8"), nl=False)


@manifest.command("schema")
def manifest_schema() -> None:
    """Print the JSON Schema of the manifest."""
    click.echo(schema_text(), nl=False)


@manifest.command("check")
@manifest_argument
@debug_option
@exits
def manifest_check(manifest: Path, *, debug: bool) -> int:  # noqa: ARG001 - read by `exits`
    """Tell everything that is wrong with a manifest, each with its line and how to mend it."""
    described = load_manifest(manifest)
    click.echo(f"{described.path}: in order ({described.app.name} {described.app.version}, {described.digest})")
    return 0


@click.command()
@manifest_argument
@click.option("--server", metavar="URL", help="Register at a remote server instead.")
@debug_option
@exits
def register(manifest: Path, server: str | None, *, debug: bool) -> int:  # noqa: ARG001 - read by `exits`
    """Make the standing space of an app that runs by itself (target.url), and print what to tell the app."""
    if server is not None:
        raise click.UsageError("registering at a remote server is not in this version: leave --server out")
    described = load_manifest(manifest)
    registration, standing, bundle = register_app(described, seed=secrets.randbelow(2**31))
    told = coordinates(registration, standing) | {"ca_bundle": str(bundle)}
    click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    say(f"write `space: {registration.id}` under target, tell the app the rest, then: poincon check {described.path}")
    return 0


COMMANDS: tuple[click.Command, ...] = (check, doctor, explain, manifest, register)
