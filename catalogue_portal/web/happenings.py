"""What happened, told to people: one sentence an audit event. Events without one keep their own name."""

from collections.abc import Iterable
from itertools import groupby
from typing import Final, Protocol, TypeVar

from catalogue_portal.web.speech import say_later as _l

SENTENCES: Final = {
    "account_opened": _l("An account was opened."),
    "account_disabled": _l("An account was closed."),
    "signed_in": _l("Somebody signed in."),
    "signed_out": _l("Somebody signed out."),
    "signed_out_everywhere": _l("Somebody signed out everywhere."),
    "sign_in_refused": _l("A sign-in was refused."),
    "role_granted": _l("A role was granted."),
    "role_withdrawn": _l("A role was withdrawn."),
    "token_issued": _l("An API token was issued."),
    "token_revoked": _l("An API token was revoked."),
    "organisation_registered": _l("An organisation was registered."),
    "organisation_verified": _l("The organisation was verified."),
    "organisation_suspended": _l("The organisation was put on hold."),
    "organisation_reinstated": _l("The organisation was reinstated."),
    "member_invited": _l("A colleague was invited."),
    "member_joined": _l("A colleague joined."),
    "member_removed": _l("A colleague left."),
    "app_registered": _l("An app was registered."),
    "release_added": _l("A release was added."),
    "domain_claimed": _l("A publisher asked what to put at its domain."),
    "domain_proven": _l("A domain was proven to be its publisher's."),
    "domain_not_found": _l("No proof was found at a domain."),
    "domain_lapsed": _l("The proof of a domain counts no more."),
    "space_opened": _l("A space was made for an app that its publisher runs."),
    "space_credentials_given": _l("An app was given the credentials of its space."),
    "convergence_declared": _l("A version of the declaration of convergence was saved."),
    "evidence_brought": _l("A version of a document was brought."),
    "evidence_retired": _l("A document was set aside."),
    "evidence_expiry_announced": _l("The publisher was told that a document ends soon, or has ended."),
    "evidence_content_deleted": _l("The time of a document was over: its content was deleted, its digest stays."),
    "run_requested": _l("A run was asked for."),
    "run_started": _l("The run began."),
    "run_finished": _l("The run finished."),
    "run_cancelled": _l("The run was stopped."),
    "run_cancellation_requested": _l("Somebody asked for the end of the run."),
    "run_interrupted": _l("The run lost its worker and waits again."),
    "run_failed": _l("The run could not be played to its end."),
    "dossier_filed": _l("The dossier was opened."),
    "dossier_described": _l("The publisher wrote its part of the file."),
    "evidence_supplied": _l("The publisher brought evidence."),
    "dossier_submitted": _l("The dossier was submitted; the clock of the evaluation runs."),
    "dossier_withdrawn": _l("The publisher withdrew the dossier."),
    "dossier_admitted": _l("The dossier was found complete."),
    "dossier_declared_inadmissible": _l("The dossier was declared inadmissible."),
    "review_opened": _l("The evaluation began."),
    "requirement_weighed": _l("A reviewer weighed a requirement."),
    "complement_requested": _l("A complement was asked for; the clock stands still."),
    "complement_answered": _l("The publisher answered; the clock runs again."),
    "dossier_lapsed": _l("The dossier lapsed for want of an answer."),
    "recusal_declared": _l("Somebody of the office recused themselves."),
    "opinion_given": _l("The committee gave its opinion."),
    "reservation_lifted": _l("A reservation was lifted."),
    "dossier_approved": _l("The listing was approved."),
    "dossier_refused": _l("The listing was refused."),
    "dossier_closed": _l("The dossier was closed: the agreement is in force."),
    "agreement_drafted": _l("The agreement was drafted."),
    "agreement_opened_for_signature": _l("The agreement was opened for signature."),
    "agreement_signed_for_publisher": _l("The publisher signed."),
    "agreement_signed_for_minister": _l("The minister signed."),
    "agreement_signed_for_cnam": _l("CNAM signed."),
    "agreement_concluded": _l("All three have signed."),
    "hook_up_requested": _l("The hook-up was asked for."),
    "hook_up_queued": _l("The hook-up run waits for its turn."),
    "hook_up_failed": _l("The hook-up failed."),
    "agreement_brought_into_force": _l("The hook-up passed: the agreement is in force."),
    "agreement_abandoned": _l("The agreement was given up."),
    "agreement_expired": _l("The agreement came to its end."),
    "agreement_lapsed": _l("The agreement lapsed before it came into force."),
    "agreement_terminated": _l("The agreement was ended by a measure."),
    "label_issued": _l("The label was struck."),
    "label_suspended": _l("The label was suspended."),
    "label_suspended_urgently": _l("The label was suspended at once, by one person, to be confirmed by a second."),
    "label_reinstated": _l("The label counts again."),
    "label_withdrawn": _l("The label was withdrawn."),
    "suspension_opened": _l("A suspension is considered; the publisher may be heard."),
    "withdrawal_opened": _l("A withdrawal is considered; the publisher may be heard."),
    "publisher_heard": _l("The publisher gave its observations."),
    "measure_confirmed": _l("A second person confirmed the measure."),
    "measure_pronounced": _l("The measure was pronounced."),
    "measure_lapsed": _l("The measure lapsed: nobody confirmed it in time."),
    "lifting_proposed": _l("Somebody proposed to lift the measure."),
    "measure_maintained": _l("The measure is maintained: the proposal to lift it was set aside."),
    "measure_lifted": _l("The measure was lifted."),
    "proceeding_dropped": _l("The proceeding was dropped."),
    "client_registered": _l("The app was entered in the registry of clients."),
    "client_keys_changed": _l("The keys of the app were changed."),
    "client_suspended": _l("The credentials of the app open nothing any more."),
    "client_reinstated": _l("The credentials of the app count again."),
    "software_statement_issued": _l("A software statement was signed."),
}


def happening(event: str) -> str:
    """Return the sentence of an audit event."""
    sentence = SENTENCES.get(event)
    return event.replace("_", " ") if sentence is None else str(sentence)


class Dated(Protocol):
    """Anything that tells which audit event it stands for."""

    @property
    def event(self) -> str:
        """Name of the audit event."""
        ...


EntryT = TypeVar("EntryT", bound=Dated)


def newest_first(entries: Iterable[EntryT]) -> list[tuple[EntryT, int]]:
    """Return a history from its end, the same event several times in a row told once with their number."""
    runs = (list(same) for _event, same in groupby(entries, key=lambda entry: entry.event))
    return [(same[-1], len(same)) for same in runs][::-1]
