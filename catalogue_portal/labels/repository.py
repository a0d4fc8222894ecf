"""Finding labels."""

import secrets
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue_portal.errors import Conflict, NotFound
from catalogue_portal.labels.models import Label, LabelState

LIST_SIZE = 1 << 16
"""Entries of the status list; fixed, and far larger than any catalogue, so that it tells nothing about numbers."""


def get_label(session: Session, label_id: str) -> Label:
    """Return a label, or raise `NotFound`."""
    label = session.get(Label, label_id)
    if label is None:
        raise NotFound("There is no label of that identifier.")
    return label


def label_of_agreement(session: Session, agreement_id: str) -> Label | None:
    """Return the label issued under an agreement, if there is one yet."""
    return session.scalar(select(Label).where(Label.agreement_id == agreement_id))


def labels_of_app(session: Session, app_id: str) -> Sequence[Label]:
    """Return every label of an app, the newest first."""
    return session.scalars(select(Label).where(Label.app_id == app_id).order_by(Label.issued_at.desc())).all()


def all_labels(session: Session) -> Sequence[Label]:
    """Return every label ever issued here, the newest first."""
    return session.scalars(select(Label).order_by(Label.issued_at.desc(), Label.id)).all()


def states_by_index(session: Session, environment: str) -> dict[int, LabelState]:
    """Return the stored state of every label of the environment that is not plainly valid, by status index."""
    rows = session.execute(
        select(Label.status_index, Label.state).where(
            Label.environment == environment, Label.state != LabelState.VALID.value
        )
    )
    return {index: LabelState(state) for index, state in rows}


def free_index(session: Session, environment: str) -> int:
    """Choose an index at random among those never used: neighbours in the list say nothing about each other."""
    taken = set(session.scalars(select(Label.status_index).where(Label.environment == environment)))
    free = [index for index in range(LIST_SIZE) if index not in taken]
    if not free:
        raise Conflict("The status list is full.", code="status_list_full")
    return secrets.choice(free)
