"""How the REST API serves the files of the procedure (dossier, agreement, proceeding): as the actor may see them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar, cast

from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor
from catalogue_portal.context import context
from catalogue_portal.dossiers.history import HistoryEntry, history_of
from catalogue_portal.identity import signed_in_actor
from catalogue_portal.lifecycle import Offer, Subject
from catalogue_portal.storage.metadata import Base

FileT = TypeVar("FileT", bound=Base)
MadeT = TypeVar("MadeT", bound=Base)


class OfAPublisher(Protocol):
    """What every kind of file has: the organisation of the publisher that it concerns."""

    organisation_id: str


@dataclass(frozen=True)
class Desk(Generic[FileT]):
    """One kind of file: how audit events name it, how the actor finds one, and what is possible with it now.

    `shown` names the lists that an answer shows and that are read only when asked for.
    """

    kind: str
    find: Callable[[Session, Actor, str], FileT]
    possible: Callable[[Session, Actor, FileT], Sequence[Offer[FileT]]]
    shown: Sequence[str] = ()

    def show(self, file_id: str) -> FileT:
        """Return a file, or raise `NotFound`."""
        with context().database.reading() as session:
            return self._loaded(self.find(session, signed_in_actor(), file_id))

    def offers(self, file_id: str) -> Sequence[Offer[FileT]]:
        """Return what the actor's roles can do with a file now, with the reason where something stands in the way."""
        with context().database.reading() as session:
            actor = signed_in_actor()
            return list(self.possible(session, actor, self.find(session, actor, file_id)))

    def history(self, file_id: str) -> Sequence[HistoryEntry]:
        """Return what happened to a file, oldest first."""
        with context().database.reading() as session:
            actor = signed_in_actor()
            file = cast("OfAPublisher", self.find(session, actor, file_id))
            return history_of(session, actor, f"{self.kind}:{file_id}", organisation_id=file.organisation_id)

    def open(self, use_case: Callable[..., FileT], *given: object, **named: object) -> FileT:
        """Have a use case open a file; return it whole."""
        with context().database.writing() as session:
            actor = signed_in_actor()
            opened = cast("Subject", use_case(session, actor, *given, **named))
            return self._whole(session, actor, opened.id)

    def act(self, use_case: Callable[..., object], file_id: str, **given: object) -> FileT:
        """Have a use case change a file; return it as it is then."""
        with context().database.writing() as session:
            actor = signed_in_actor()
            use_case(session, actor, file_id, **given)
            return self._whole(session, actor, file_id)

    def _whole(self, session: Session, actor: Actor, file_id: str) -> FileT:
        session.flush()
        file = self.find(session, actor, file_id)
        session.refresh(file)
        return self._loaded(file)

    def _loaded(self, file: FileT) -> FileT:
        for name in self.shown:
            getattr(file, name)
        return file


def write(use_case: Callable[..., MadeT], *given: object, **named: object) -> MadeT:
    """Have a use case write something into a file; return it as it was stored."""
    with context().database.writing() as session:
        made = use_case(session, signed_in_actor(), *given, **named)
        session.refresh(made)
        return made


def write_all(use_case: Callable[..., Sequence[MadeT]], *given: object, **named: object) -> Sequence[MadeT]:
    """Have a use case write several things into a file at once; return them as they were stored."""
    with context().database.writing() as session:
        return use_case(session, signed_in_actor(), *given, **named)
