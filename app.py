"""The wiring: the only module that knows every package. Holds the WSGI entry and the root of the command `poincon`."""

import click

from conformance_suite import commands as suite


@click.group()
@click.version_option(package_name="poincon")
def main() -> None:
    """Poinçon: the assay office for e-health apps."""


for command in suite.COMMANDS:
    main.add_command(command)
