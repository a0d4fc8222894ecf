"""A space as it began: everything that people, apps and time did to it is gone, in one go.

Clients and keys stay, so that an app goes on with its credentials; so does who lives there, which is drawn from the
seed and the day the space began. Tokens, pairings, accounts, records, journal, clock and armed faults do not.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from sandbox.clock import Clock
from sandbox.fhir.prescriptions.signing_key import PrescriptionKey
from sandbox.identity.prosanteconnect.professionals import Professionals
from sandbox.identity.realm import Realms
from sandbox.identity.relying_party import OwnClient
from sandbox.identity.token import ProviderServer
from sandbox.identity_clients import MadeKeys
from sandbox.oidc.authorization_server import AuthorizationServer
from sandbox.oidc.client_authentication import ClientAssertions
from sandbox.oidc.client_keys import ClientKeys
from sandbox.oidc.clients import Clients
from sandbox.oidc.label_status import label_statuses
from sandbox.oidc.registration import UsedStatements
from sandbox.oidc.revocation import Revocation
from sandbox.oidc.signed_metadata import MetadataKeys
from sandbox.oidc.signing_keys import SigningKeys
from sandbox.oidc.terms import terms
from sandbox.people.people import People
from sandbox.spaces import Space

KEPT_PARTS: Final[frozenset[Callable[[Space], Any]]] = frozenset(
    {
        *(Clients, ClientKeys, MadeKeys, SigningKeys, MetadataKeys, PrescriptionKey),
        *(ClientAssertions, UsedStatements),  # what was accepted once is not accepted again
        *(AuthorizationServer, ProviderServer, Revocation, label_statuses, terms),  # hold nothing of anybody's
        *(OwnClient, Professionals),  # idem: what the space is at its providers, and the directory
        People,
        Realms,  # each forgets its own
        Clock,  # rewound, not replaced: other parts hold it
    }
)
KEPT_FILES: Final = frozenset(
    {
        *("clients.json", "clients-highest-number.json", "signing-keys.json", "prescription-key.json"),
        *("used-statements.json", "people.json", "console.json"),
        *("franceconnect-plus-client-key.json", "metadata-keys.json"),
    }
)
_MARK: Final = "reset-under-way"
_PATIENCE: Final = 30.0  # seconds for what is under way to end


class EpisodeOpenError(RuntimeError):
    """A space in which an episode is played cannot be reset under it."""


def reset(space: Space) -> None:
    """Bring a space back to its beginning, between two requests.

    Raises:
        EpisodeOpenError: an episode is open.
        StillBusyError: what was under way did not end in time; nothing is changed.
    """
    with space.alone(_PATIENCE):
        if space.has_open_episode():
            raise EpisodeOpenError("an episode is open: close it first")
        if space.state_dir is not None:
            (space.state_dir / _MARK).touch(mode=0o600)
        for realm in space.part(Realms).all():
            realm.forget(but=KEPT_PARTS)
        space.forget(but=KEPT_PARTS)
        space.part(Clock).rewind()
        if space.state_dir is not None:
            finish_reset(space.state_dir)
        space.journal.clear()
    space.journal.record("reset", {})


def begin_anew(folder: Path) -> None:
    """Leave of a space that is not served now what its apps know of it, and nobody in it: a run brings its own people.

    Ids come again with another seed: what the last run did to an account or a record must not be the next one's.
    """
    (folder / _MARK).touch(mode=0o600)
    finish_reset(folder)
    (folder / "people.json").unlink(missing_ok=True)


def finish_reset(folder: Path) -> None:
    """Remove what a reset removes, if one was begun: one that was killed in the middle goes on at the next start."""
    mark = folder / _MARK
    if not mark.exists():
        return
    for file in folder.rglob("*"):  # those of the identity providers are in folders of their own
        if file.is_file() and file.name not in {*KEPT_FILES, _MARK}:
            file.unlink()
    mark.unlink()
