"""The command `poincon audit`."""

import click
from sqlalchemy.exc import OperationalError

from catalogue_portal.audit.sealer import HEAD
from catalogue_portal.audit.verification import verify
from catalogue_portal.keys import KeyStore
from catalogue_portal.options import with_settings
from catalogue_portal.settings import Settings
from catalogue_portal.storage.database import Database


@click.group()
def audit() -> None:
    """The record of everything that happened."""


@audit.command("verify")
@with_settings
def verify_chain(settings: Settings) -> None:
    """Find any audit event that was changed, removed, slipped in or cut off; exit 1 when there is one."""
    if settings.database_url is None and not (settings.data / "portal.sqlite3").exists():
        raise click.UsageError(f"there is no portal in {settings.data}; name its folder with --data")
    database = Database(settings.database)
    try:
        with database.reading() as session:
            found = verify(session, settings.audit_heads, KeyStore(settings.keys).key(HEAD))
    except OperationalError as error:
        raise click.UsageError(f"the database cannot be read: {error.orig}") from error
    finally:
        database.close()
    click.echo(f"{found.sealed} events sealed, {found.unsealed} not yet, {found.heads} heads exported")
    for finding in found.findings:
        click.echo(f"position {finding.position}: {finding.what}", err=True)
    click.echo("intact" if found.intact else f"NOT intact: {len(found.findings)} findings", err=not found.intact)
    if not found.intact:
        raise SystemExit(1)


COMMANDS = (audit,)
