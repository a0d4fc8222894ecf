"""What a proceeding does to the label, in the same transaction; credentials are worth what their label is worth."""

from catalogue_portal.agreements.models import Agreement, AgreementState
from catalogue_portal.agreements.service import terminate
from catalogue_portal.labels.models import Label, LabelState
from catalogue_portal.labels.service import set_status
from catalogue_portal.lifecycle import Passage
from catalogue_portal.surveillance import repository
from catalogue_portal.surveillance.models import Proceeding, ProceedingKind


def apply_to_the_label(passage: Passage[Proceeding]) -> None:
    """Give the label the state that follows from all measures in effect on it, whichever came or went."""
    passage.session.flush()
    label = passage.session.get_one(Label, passage.subject.label_id)
    measures = [one for one in repository.proceedings_on(passage.session, label.id) if one.is_in_effect]
    kinds = {one.kind for one in measures}
    state = LabelState.SUSPENDED if kinds else LabelState.VALID
    if ProceedingKind.WITHDRAWAL in kinds:
        state = LabelState.WITHDRAWN
    if label.state != state:
        reason = measures[-1].ground if measures else ""
        set_status(passage.session, passage.actor, label.id, state, reason=reason)


def end_the_agreement(passage: Passage[Proceeding]) -> None:
    """End the agreement with the label when the measure is a withdrawal."""
    agreement = passage.session.get_one(Agreement, passage.subject.agreement_id)
    if passage.subject.kind == ProceedingKind.WITHDRAWAL and agreement.state == AgreementState.IN_FORCE:
        terminate(passage.session, agreement, because=f"proceeding:{passage.subject.id}")


def stamp_the_decision(passage: Passage[Proceeding]) -> None:
    """Note who confirmed or pronounced the measure, and when."""
    passage.subject.decided_by, passage.subject.decided_at = passage.actor.user_id, passage.at


def stamp_the_proposal(passage: Passage[Proceeding]) -> None:
    """Note who proposed to lift the measure, and when."""
    passage.subject.lifting_by, passage.subject.lifting_at = passage.actor.user_id, passage.at


def stamp_the_end(passage: Passage[Proceeding]) -> None:
    """Note who ended the proceeding, and when."""
    passage.subject.ended_by, passage.subject.ended_at = passage.actor.user_id, passage.at
