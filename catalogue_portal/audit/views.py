"""The page of the audit: whether the chain holds, and what happened lately (administrators)."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from catalogue_portal.actor import Role
from catalogue_portal.audit.browsing import newest_events
from catalogue_portal.audit.sealer import HEAD
from catalogue_portal.audit.verification import verify
from catalogue_portal.context import context
from catalogue_portal.errors import Forbidden
from catalogue_portal.identity import signed_in_actor

blueprint = Blueprint("audit_pages", __name__, template_folder="templates")


@blueprint.get("/audit")
def chain() -> ResponseReturnValue:
    """Verify the chain now, and show the newest events, of one subject if it is named."""
    if not signed_in_actor().has_role(Role.ADMINISTRATOR):
        raise Forbidden("The audit is for administrators.", code="wrong_role")
    here, subject = context(), request.args.get("subject", "").strip()[:120]
    with here.database.reading() as session:
        found = verify(session, here.settings.audit_heads, here.keys.key(HEAD))
        rows = newest_events(session, subject=subject or None)
        return render_template("audit/chain.html", found=found, rows=rows, subject=subject)
