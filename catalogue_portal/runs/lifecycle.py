"""The life of a run. Only the portal itself moves one on; people ask for runs, and for their end."""

from catalogue_portal.actor import Role
from catalogue_portal.lifecycle import Lifecycle, Row
from catalogue_portal.runs.models import Run
from catalogue_portal.runs.policy import may_cancel

PORTAL = frozenset({Role.SYSTEM})
PEOPLE = frozenset({Role.PUBLISHER, Role.ADMINISTRATOR})
ENDED = frozenset({"finished", "cancelled", "failed"})
ACTIVE = frozenset({"queued", "running"})

RUN: Lifecycle[Run] = Lifecycle(
    noun="run",
    initial="queued",
    rows=(
        Row("queued", "claim", PORTAL, "running", "run_started"),
        Row("queued", "cancel", PEOPLE, "cancelled", "run_cancelled", guards=(may_cancel,)),
        Row("queued", "give_up", PORTAL, "failed", "run_failed"),
        Row("running", "request_cancellation", PEOPLE, "running", "run_cancellation_requested", guards=(may_cancel,)),
        Row("running", "interrupt", PORTAL, "queued", "run_interrupted"),
        Row("running", "finish", PORTAL, "finished", "run_finished"),
        Row("running", "end_cancelled", PORTAL, "cancelled", "run_cancelled"),
        Row("running", "fail", PORTAL, "failed", "run_failed"),
    ),
)
