"""Use cases of labels: striking one, and changing what it is worth."""

from datetime import datetime

from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor
from catalogue_portal.agreements.models import Agreement
from catalogue_portal.agreements.repository import visible_agreement
from catalogue_portal.apps.models import Release
from catalogue_portal.audit import service as audit
from catalogue_portal.dossiers.models import Dossier
from catalogue_portal.errors import Conflict
from catalogue_portal.identifiers import new_identifier
from catalogue_portal.keys import KeyStore
from catalogue_portal.labels.claims import LABEL, LabelClaims, LabelledApp, StatusReference, sign_label
from catalogue_portal.labels.lifecycle import EVENT_TOWARDS
from catalogue_portal.labels.lifecycle import LABEL as LIFE
from catalogue_portal.labels.models import Label, LabelState
from catalogue_portal.labels.policy import assurance_of, objection_to_issue
from catalogue_portal.labels.publication import Publication
from catalogue_portal.labels.repository import LIST_SIZE, free_index, get_label, states_by_index
from catalogue_portal.labels.status_list import StatusList, StatusValue
from catalogue_portal.labels.status_list_token import STATUS_LIST, sign_status_list
from catalogue_portal.storage.database import clock_of

_VALUES = {LabelState.SUSPENDED: StatusValue.SUSPENDED, LabelState.WITHDRAWN: StatusValue.INVALID}


def issue(session: Session, actor: Actor, agreement_id: str, *, keys: KeyStore, publication: Publication) -> Label:
    """Strike the label of an agreement in force whose hook-up run is conformant.

    Raises:
        NotFound: no agreement that the actor may see.
        Forbidden: the actor does not issue labels.
        Conflict: the agreement is not ready for one, or has one.
    """
    agreement = visible_agreement(session, actor, agreement_id)
    session.refresh(agreement, with_for_update=True)
    if (objection := objection_to_issue(session, actor, agreement, publication.environment)) is not None:
        raise objection
    now = clock_of(session).now().replace(microsecond=0)
    claims = _claims(session, agreement, publication, now)
    label = Label(
        id=claims.label_id,
        state=LIFE.initial,
        environment=claims.environment.value,
        status_index=claims.status.index,
        release_id=agreement.release_id,
        app_id=agreement.app_id,
        agreement_id=agreement.id,
        issued_at=claims.issued_at,
        expires_at=claims.expires_at,
        changed_at=now,
        statement=claims.to_json(),
        compact=sign_label(keys.key(LABEL), claims),
    )
    session.add(label)
    details: dict[str, object] = {"agreement": agreement.id, "release": agreement.release_id}
    audit.record(session, actor, event="label_issued", subject=f"label:{label.id}", details=details)
    session.flush()
    return label


def set_status(session: Session, actor: Actor, label_id: str, state: LabelState, *, reason: str) -> Label:
    """Suspend, reinstate or withdraw a label; the status list says so from the commit on.

    `reason` is published. Who had to be heard or to confirm is the affair of surveillance, which calls this.

    Raises:
        NotFound: there is no such label.
        Conflict: the label cannot come to that state from the one it is in.
    """
    label = get_label(session, label_id)
    if state not in EVENT_TOWARDS:
        raise Conflict("A label expires by the clock alone.", code="wrong_state")
    LIFE.fire(session, actor, label, EVENT_TOWARDS[state], details={"reason": reason})
    return label


def status_list_token(session: Session, *, keys: KeyStore, publication: Publication) -> str:
    """Return the status list of the environment, signed now."""
    states = states_by_index(session, publication.environment.value)
    statuses = StatusList.of({index: _VALUES[state] for index, state in states.items()}, size=LIST_SIZE)
    return sign_status_list(
        keys.key(STATUS_LIST),
        issuer=publication.issuer,
        uri=publication.status_list_uri,
        statuses=statuses,
        now=clock_of(session).now(),
    )


def _claims(session: Session, agreement: Agreement, publication: Publication, now: datetime) -> LabelClaims:
    release = session.get_one(Release, agreement.release_id)
    dossier = session.get_one(Dossier, agreement.dossier_id)
    index = free_index(session, publication.environment.value)
    return LabelClaims(
        issuer=publication.issuer,
        label_id=new_identifier("lab"),
        release_id=release.id,
        issued_at=now,
        expires_at=agreement.ends_at.replace(microsecond=0),
        environment=publication.environment,
        assurance=assurance_of(release),
        app=LabelledApp(release.app.name, release.version, release.app.kind, release.artefact_digest),
        edition=dossier.edition,
        edition_digest=dossier.edition_digest,
        report_digest=dossier.report_digest,
        purposes=tuple(agreement.purposes),
        exchanges={family: tuple(directions) for family, directions in agreement.directions.items()},
        status=StatusReference(index, publication.status_list_uri),
    )
