"""Options that several of the suite's commands take."""

from __future__ import annotations

from pathlib import Path

import click

from conformance_suite.formats import forms

debug_option = click.option("--debug", is_flag=True, help="Show the traceback of an error of ours.")
edition_option = click.option("--edition", help="Edition of the doctrine; the latest in force by default.")
language_option = click.option(
    "--language", type=click.Choice(["en", "fr"]), default="en", show_default=True, help="Of what is told."
)
format_option = click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(list(forms.FILES)),
    help="Also write this form of the report beside report.json; repeatable.",
)
waivers_option = click.option(
    "--waivers", type=click.Path(path_type=Path), help="Findings excused until a date (YAML)."
)
chromium_option = click.option(
    "--chromium", type=click.Path(path_type=Path), help="Chromium for driver: browser; the one on PATH by default."
)
