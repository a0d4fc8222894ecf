"""The page of a patient: the record for whoever has the right, else the ways to get it; and what changes the right."""

from typing import Final

from flask import Response, request
from flask.typing import ResponseReturnValue

from sandbox.fhir.documents.professional_acts import KINDS_BY_PROFESSIONALS, LONGEST_TEXT
from sandbox.holder import record_view
from sandbox.holder.emergencies import Emergencies, RefusedEmergencyError
from sandbox.holder.professional_rights import Decision, RightsOfProfessionals, sees_masked
from sandbox.inferred import inferred
from sandbox.ins.datamatrix import write_datamatrix
from sandbox.ins.identity import Attribute, IdentityRuleError, Status
from sandbox.ins.symbol import draw_png, draw_svg
from sandbox.professional import reading
from sandbox.professional.visit import NotFoundError, Visit

SHOWN_TO: Final = ("everybody", "professionals", "holder")  # by whom a document that is deposited is seen at first


def patient(visit: Visit) -> ResponseReturnValue:
    """Show the record, or the door to it."""
    return shown(visit, visit.decision())


def shown(visit: Visit, decision: Decision, *, problem: str | None = None) -> Response:
    """Show the record or the door, with what was wrong in the form that was sent."""
    values = {"patient": visit.patient, "holder": visit.holder, "decision": decision, "problem": problem}
    status = 422 if problem else 200
    if decision.right is None:
        longest = inferred().holder.longest_reason
        return visit.page("professional/door.html", status=status, longest_reason=longest, **values)
    visit.accessed("record.read")
    return visit.page(
        "professional/record.html",
        status=status,
        documents=reading.documents(visit.space, visit.holder, visit.professional, decision.right),
        measures=record_view.lines(visit.space, visit.holder, record_view.PARTS["measures"]).lines,
        masked_shown=sees_masked(decision.right),
        qualified=visit.patient.identity.status is Status.QUALIFIED,
        kinds=KINDS_BY_PROFESSIONALS,
        longest_text=LONGEST_TEXT,
        shown_to=SHOWN_TO,
        form=request.form,
        **values,
    )


def agree(visit: Visit) -> ResponseReturnValue:
    """Open the record because the patient, who is present, agrees: the professional may come back from now on."""
    if request.form.get("agreed") != "yes":
        return shown(visit, visit.decision(), problem="agreement_needed")
    with visit.space.lock:  # a choice made meanwhile must not be overwritten
        decision = visit.decision()
        if decision.refusal == "consent_needed":
            rights = visit.space.part(RightsOfProfessionals)
            rights.put(visit.holder, rights.of(visit.holder).with_allowed(visit.professional.id))
            visit.exchange.note(agreed=True)
    return visit.to_patient()


def open_in_emergency(visit: Visit) -> ResponseReturnValue:
    """Open the record in an emergency; its trace is what opens it, and what the holder is told."""
    try:
        if not _open_once(visit):
            return visit.to_patient()
    except RefusedEmergencyError as refused:
        if refused.refusal not in {None, "emergency_opposed"}:  # the holder chose so meanwhile
            raise NotFoundError(refused.refusal) from refused
        if refused.refusal is None:
            return shown(visit, visit.decision(), problem="reason_needed")
        answer = shown(visit, visit.decision(), problem=refused.refusal)
        answer.status_code = 403  # an access that was refused, and that the holder reads of
        visit.exchange.note(right="emergency")
        visit.accessed("record.read")
        return answer
    visit.decision()
    visit.accessed("record.read")
    return visit.to_patient()


def _open_once(visit: Visit) -> bool:
    """Open the record by the form sent, unless that very form opened it before: the patient is told of it once."""
    submission = request.form.get("submission")
    with visit.space.lock:
        if submission and submission in visit.session.submitted:
            return False
        visit.space.part(Emergencies).open(visit.holder, visit.professional.id, request.form.get("reason", ""))
        if submission:
            visit.sessions.first_submission(visit.session, submission)
    return True


def check_identity(visit: Visit) -> ResponseReturnValue:
    """Keep that the traits were found on a document of the patient, or that there is a doubt about them."""
    visit.decision()
    identity = visit.patient.identity
    try:
        if request.form.get("seen") == "yes":
            visit.patient.identity = identity.validated()
        elif request.form.get("seen") == "doubt":
            visit.patient.identity = identity.marked(Attribute.DOUBTFUL)
    except IdentityRuleError:
        return shown(visit, visit.decision(), problem="identity_rule")
    return visit.to_patient()


def datamatrix_svg(visit: Visit) -> ResponseReturnValue:
    """Draw the datamatrix of the patient for the screen."""
    return _picture(draw_svg(_datamatrix(visit)).encode(), "image/svg+xml")


def datamatrix_png(visit: Visit) -> ResponseReturnValue:
    """Draw it as a picture to keep, and to find the patient by."""
    return _picture(draw_png(_datamatrix(visit)), "image/png")


def _datamatrix(visit: Visit) -> str:
    """Return the text of the datamatrix; the matricule leaves with it, so the identity must be qualified."""
    if visit.decision().right is None:
        raise NotFoundError("the record is shut")
    try:
        return write_datamatrix(visit.patient.identity)
    except IdentityRuleError as rule:
        raise NotFoundError(str(rule)) from rule


def _picture(data: bytes, media_type: str) -> Response:
    answer = Response(data, content_type=media_type)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Security-Policy"] = "default-src 'none'"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
