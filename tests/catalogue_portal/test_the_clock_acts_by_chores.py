"""What delays demand happens in the background, once, and without a write while nothing is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalogue_portal.agreements import chores as agreements
from catalogue_portal.agreements.models import Agreement
from catalogue_portal.dossiers import chores as dossiers
from catalogue_portal.dossiers.models import Dossier
from catalogue_portal.labels.models import Label
from catalogue_portal.surveillance import chores as surveillance

if TYPE_CHECKING:
    from builders.office import Office

    from catalogue_portal.chores import Chore


def run(office: Office, chores: tuple[Chore, ...]) -> int:
    """Run the chores, twice over, and count the writes of the second round."""
    for chore in chores:
        chore.run(office.context)
    writes: list[None] = []
    office.database.on_commit(lambda: writes.append(None))
    for chore in chores:
        chore.run(office.context)
    return len(writes)


def test_an_unanswered_dossier_lapses(office: Office) -> None:
    dossier_id = office.dossier("complement_requested")
    office.pass_days(31)
    assert run(office, dossiers.CHORES) == 0
    with office.database.reading() as session:
        assert session.get_one(Dossier, dossier_id).state == "lapsed"


def test_an_unconfirmed_suspension_lapses_and_the_label_is_valid_again(office: Office) -> None:
    label_id = office.label("valid")
    office.proceeding("awaiting_confirmation", label_id=label_id, kind="urgent_suspension")
    office.pass_days(4)
    assert run(office, surveillance.CHORES) == 0
    with office.database.reading() as session:
        assert session.get_one(Label, label_id).state == "valid"


def test_an_ended_hook_up_run_is_drawn_upon(office: Office) -> None:
    agreement_id = office.agreement("hook_up")
    office.end_run_of(agreement_id)
    run(office, agreements.CHORES)
    with office.database.reading() as session:
        assert session.get_one(Agreement, agreement_id).state == "in_force"
    office.pass_days(366)
    run(office, agreements.CHORES)
    with office.database.reading() as session:
        assert session.get_one(Agreement, agreement_id).state == "expired"
