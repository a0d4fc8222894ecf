"""The life of a label after its issue. Who may ask for a suspension, and after hearing whom, surveillance decides."""

from typing import Final

from catalogue_portal.actor import Role
from catalogue_portal.labels.models import Label, LabelState
from catalogue_portal.lifecycle import Lifecycle, Passage, Row

_OFFICE: Final = (Role.DECIDER, Role.ADMINISTRATOR, Role.REVIEWER, Role.SYSTEM)


def _remember(passage: Passage[Label]) -> None:
    passage.subject.changed_at = passage.at
    reason = passage.details.get("reason")
    passage.subject.reason = reason if isinstance(reason, str) else None


LABEL: Final = Lifecycle(
    "label",
    initial=LabelState.VALID,
    rows=(
        Row(LabelState.VALID, "suspend", _OFFICE, LabelState.SUSPENDED, "label_suspended", effects=(_remember,)),
        Row(LabelState.SUSPENDED, "reinstate", _OFFICE, LabelState.VALID, "label_reinstated", effects=(_remember,)),
        Row(LabelState.VALID, "withdraw", _OFFICE, LabelState.WITHDRAWN, "label_withdrawn", effects=(_remember,)),
        Row(LabelState.SUSPENDED, "withdraw", _OFFICE, LabelState.WITHDRAWN, "label_withdrawn", effects=(_remember,)),
    ),
)
EVENT_TOWARDS: Final = {
    LabelState.SUSPENDED: "suspend",
    LabelState.VALID: "reinstate",
    LabelState.WITHDRAWN: "withdraw",
}
