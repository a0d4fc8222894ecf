"""What the domain refuses, told in the reader's language: one sentence a code, then the things it names.

A test finds every code that the portal raises; one without a sentence fails the build, unless it is only ever met by
programs (`FOR_PROGRAMS`).
"""

from typing import Final

from catalogue_portal.errors import DomainError, Problem
from catalogue_portal.web.speech import say_later as _l

SENTENCES: Final = {
    "access_not_declared": _l("The manifest of the release does not declare this exchange."),
    "access_not_justified": _l("Justify the need, the access and the retention of each exchange."),
    "acted_for_the_office": _l("You acted for the office on this dossier: another person acts for the publisher."),
    "address_elsewhere": _l("Every address of the app's client must be at its own domain and port: add a release."),
    "agreement_exists": _l("This dossier has its agreement already."),
    "agreement_not_in_force": _l("The agreement is not in force."),
    "agreement_not_over": _l("The agreement has not come to its end."),
    "agreement_over": _l("The end of the agreement has passed."),
    "already_member": _l("You already belong to an organisation."),
    "already_signed": _l("This party has signed."),
    "another_app": _l("The manifest speaks of another app: its name or its kind differs."),
    "bad_convergence": _l("The declaration of convergence is not valid."),
    "bad_key_set": _l("This is not an acceptable key set (RFC 7517): one public key, or two while you rotate."),
    "bad_manifest": _l("The manifest is not valid."),
    "bad_network": _l("Write addresses or networks, none larger than a /16 (IPv6: a /32)."),
    "bad_redirect_uri": _l("A redirect address is not acceptable: exact, https, without a fragment."),
    "binding_requirement_not_met": _l("A binding requirement is not met."),
    "command_target_refused": _l("The portal runs no command of yours: give an image or an address."),
    "confirmation_not_overdue": _l("The delay for a confirmation is still running."),
    "confirmation_overdue": _l("The delay for a confirmation is over."),
    "consent_text_missing": _l("Give the text that people read when they consent."),
    "convergence_missing": _l("Choose a file, or paste its text."),
    "convergence_overtaken": _l("Somebody saved another version meanwhile: look at it, then save yours after it."),
    "document_can_act": _l("The document can act when it is opened (a script, a macro, an action): save it without."),
    "document_damaged": _l("The document is damaged, or not what its first bytes say."),
    "document_declares_entities": _l("The document declares XML entities: save it anew with an office program."),
    "document_empty": _l("Choose a file; an empty one is not kept."),
    "document_encloses_files": _l("The document holds other files: hand these in on their own."),
    "document_erased": _l("The content of this version was deleted when its time was over; its digest is kept."),
    "document_exists": _l("This app has a document of this type and name: bring a newer version of that one."),
    "document_infected": _l("A virus was found in the document. Nothing of it was kept."),
    "document_locked": _l("The document is encrypted: it cannot be looked at. Save it without a password."),
    "document_of_another_format": _l("This type of document is not taken in this format."),
    "document_of_two_kinds": _l("The document holds something else besides what it says to be."),
    "document_overtaken": _l("Somebody brought another version meanwhile: look at it, then bring yours after it."),
    "document_retired": _l("The document was set aside."),
    "document_too_dense": _l("The document unpacks to far more than it is."),
    "document_too_large": _l("The document is too large."),
    "document_type_unknown": _l("There is no such type of document."),
    "document_unknown": _l("The document is of no kind that is taken; its content is what counts, not its name."),
    "domain_address_refused": _l(
        "This address leads where we do not go: the app must be on the public internet, by https."
    ),
    "domain_expired": _l("The proof that the domain is yours has expired: have us look again."),
    "domain_held": _l(
        "Another organisation has proven this domain, and its proof is still there: remove theirs first."
    ),
    "domain_not_claimed": _l("Ask first what to put at the domain."),
    "domain_not_proven": _l("Prove first that the domain is yours."),
    "domain_proof_missing": _l(
        "The server has nothing at the address of the proof: put the text there, with status 200."
    ),
    "domain_redirects": _l("The server sends us elsewhere: have it answer at the very address, without a redirect."),
    "domain_taken_over": _l("Another organisation has proven this domain since: put the text back, then have us look."),
    "domain_unreachable": _l(
        "We could not read the proof: check name, certificate and firewall, then have us look again."
    ),
    "domain_wrong_answer": _l(
        "The server answers something else at the address of the proof: put exactly the text there."
    ),
    "dossier_exists": _l("This release has a dossier already."),
    "dossier_frozen": _l("The file is not open to changes now."),
    "dossier_not_approved": _l("Only an approved dossier leads to an agreement."),
    "edition_changed": _l("The run was judged by another text of this edition: play the release again."),
    "edition_not_in_force": _l("This edition of the doctrine is not in force."),
    "evidence_changed": _l("The evidence has changed since you looked at it: read it again, then say what you find."),
    "evidence_missing": _l("Evidence is missing."),
    "finding_against_failed_run": _l("The run failed this requirement: ask for another run, or find it not met."),
    "findings_missing": _l("Requirements are still to be weighed."),
    "folder_refused": _l("This folder is not on the operator's list."),
    "folder_too_large": _l("The folder holds too many files."),
    "forbidden": _l("Your roles do not allow this."),
    "forged_form": _l("This form did not come from a page of ours, or the page was too old. Open the page again."),
    "granter_is_receiver": _l("Nobody grants a role to themselves."),
    "hearing_open": _l("The publisher may still be heard."),
    "hook_up_missing": _l("There is no hook-up run of exactly this release."),
    "hook_up_not_conformant": _l("The hook-up run is not conformant."),
    "hook_up_of_other_terms": _l("The hook-up run did not play the terms of the agreement."),
    "image_not_exact": _l("Name the image by its digest (NAME@sha256:...), as docker push tells it."),
    "invalid": _l("Something here is not right."),
    "label_ended": _l("The label was withdrawn, or has expired."),
    "label_exists": _l("This agreement has its label."),
    "label_not_in_force": _l("The label is not in force."),
    "label_suspended": _l("The label is suspended already."),
    "last_owner": _l("The last owner cannot leave."),
    "link_outside": _l("A link of the folder points outside of it."),
    "lost_race": _l("Somebody did the same just before you; look again."),
    "manifest_missing": _l("Write or paste the manifest."),
    "manifest_too_large": _l("The manifest is too large."),
    "name_taken": _l("Your organisation has an app of this name."),
    "no_isolation": _l("This portal has no isolation for images; ask its operator."),
    "no_keys": _l("Give the public keys: only a native app without a server has none."),
    "no_manifest": _l("There is no poincon.yaml in this folder."),
    "no_open_complement": _l("No complement is open."),
    "no_organisation": _l("Register your organisation first, or join one."),
    "no_port_left": _l("Every port for spaces is taken; ask the portal's operator."),
    "no_provable_address": _l("The app is at no address of the web that can be proven: write https:// and a name."),
    "no_report": _l("There is no report yet."),
    "no_requirement_named": _l("Choose at least one requirement."),
    "no_spaces": _l("This portal plays no app that its publisher runs: its operator has named no address for spaces."),
    "no_such_invitation": _l("This invitation is unknown, used or too old."),
    "not_decided": _l("The evaluation can be read once the dossier is decided."),
    "not_found": _l("There is nothing here, or it is not yours to see."),
    "not_owner": _l("Only an owner of the organisation does this."),
    "not_proven_by_the_run": _l("The run did not prove this: weigh it on its own."),
    "not_under_review": _l("The dossier is not under evaluation."),
    "not_your_organisation": _l("This belongs to another organisation."),
    "of_the_publisher": _l("You belong to the publisher of this dossier: somebody else must do this."),
    "only_met_together": _l("Together one finds only that requirements are met."),
    "opened_the_proceeding": _l("You opened this proceeding: another person decides."),
    "opinion_missing": _l("There is no opinion to decide on."),
    "opinion_not_favourable": _l("Without a favourable opinion the app cannot be listed."),
    "organisation_not_verified": _l("The publisher is not verified: an administrator does that first."),
    "organisation_suspended": _l("Your organisation is suspended: it hands nothing in."),
    "own_organisation": _l("You belong to this organisation."),
    "private_key": _l("The key set holds a private key or a shared secret: that key is now burnt, make another."),
    "proceeding_open": _l("Such a proceeding is open on this label."),
    "proposed_the_lifting": _l("You proposed to lift it: another person decides."),
    "publisher_heard": _l("The observations are in."),
    "recused": _l("You have recused yourself from this dossier."),
    "registered": _l("This organisation is registered; ask one of its owners for an invitation."),
    "registration_exists": _l("This label has its registration."),
    "registry_not_listed": _l("The portal fetches images from these registries alone."),
    "reply_not_overdue": _l("The delay for the answer is still running."),
    "reply_overdue": _l("The delay for the answer is over."),
    "report_changed": _l("The report's file is not what was published; it is not shown."),
    "report_gone": _l("The report's file is no longer kept."),
    "report_unreadable": _l("The report of the run cannot be read."),
    "reservation_lifted": _l("The reservation is lifted already."),
    "reservation_missing": _l("An opinion of this sense makes such a reservation: write it."),
    "reservation_not_dated": _l("A duty has a date that is still to come."),
    "reservation_out_of_place": _l("An opinion of this sense makes no such reservation."),
    "run_active": _l("A run of this release is on its way."),
    "run_inconclusive": _l("The run is inconclusive: it supports nothing. Play the release again."),
    "run_not_by_platform": _l("A production label needs a run in a pod or on a proven domain."),
    "run_not_conformant": _l("The run is not conformant: no favourable opinion rests on it."),
    "run_not_finished": _l("The run is not finished."),
    "run_not_full": _l("Only a run of full scope supports a dossier."),
    "run_of_another_kind": _l("A hook-up run does not support a dossier."),
    "run_of_another_release": _l("The run is not of exactly this release."),
    "scanner_down": _l("The virus scanner does not answer: nothing was kept. Send the file again later."),
    "security_not_described": _l("Describe the conditions in which the data is kept secure."),
    "signatures_missing": _l("Not all three have signed."),
    "signs_for_another_party": _l("You have signed for another party."),
    "space_not_open": _l("Open the app's space first, and tell the app its credentials."),
    "space_not_started": _l("The space could not be opened: if a run of the app is on its way, wait for its end."),
    "status_list_full": _l("The status list is full."),
    "suspensive_reservation_open": _l("A suspensive reservation of the committee is not lifted."),
    "terms_changed": _l("The terms are not those that were signed."),
    "terms_do_not_fit": _l("The terms do not fit the dossier."),
    "too_many_documents": _l("There are as many documents, or versions of one, as there may be."),
    "too_many_attempts": _l("Too many attempts. Wait, then try again."),
    "unauthenticated": _l("Sign in to go on."),
    "urgency_repeated": _l("Yours ended unconfirmed: another person must judge the urgency."),
    "verified_by_hook_up": _l("The hook-up run tells, after the agreement."),
    "version_taken": _l("This version exists: a changed app needs a new version."),
    "weak_key": _l("The key is too weak."),
    "weighed_already": _l("Somebody has weighed this already: a finding is changed on its own."),
    "withdrawal_is_final": _l("A withdrawal is for good: the app needs a new dossier."),
    "wrong_credentials": _l("The address or the password is not right."),
    "wrong_kind": _l("This is not possible in a proceeding of this kind."),
    "wrong_role": _l("Your roles do not allow this."),
    "wrong_state": _l("The state has changed since the page was made: this is not possible now."),
    "wrote_the_opinion": _l("You wrote the opinion: another person decides."),
    # Errors of HTTP itself, by the name that Werkzeug gives them.
    "bad_request": _l("The request could not be read."),
    "internal_error": _l("It is our fault, not yours."),
    "method_not_allowed": _l("This page is not used that way."),
    "request_entity_too_large": _l("What you sent is too large."),
}
FOR_PROGRAMS: Final = frozenset({"insufficient_scope"})
NAMING: Final = ("missing", "unmet", "requirements", "registries", "addresses", "because")
"""Members of a refusal that name what it is about."""


MOST_NAMED: Final = 4


def told(refusal: DomainError | Problem) -> str:
    """Return the sentence for a refusal, and the things it names."""
    sentence = SENTENCES.get(refusal.code)
    if sentence is None:
        return refusal.detail
    named = [thing for member in NAMING for thing in _listed(refusal.members.get(member))]
    more = [f"+ {len(named) - MOST_NAMED}"] if len(named) > MOST_NAMED else []
    return f"{sentence} ({', '.join([*named[:MOST_NAMED], *more])})" if named else str(sentence)


def _listed(things: object) -> list[str]:
    return [str(thing) for thing in things] if isinstance(things, (list, tuple)) else []
