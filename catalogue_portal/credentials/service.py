"""Use cases of credentials: registering a labelled app, rotating its keys, signing its statements.

Nothing here cuts an app off: what its credentials open is read from its label at every use, so that suspending the
label is enough, and cannot be forgotten.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor
from catalogue_portal.agreements.models import Agreement
from catalogue_portal.apps.models import Release
from catalogue_portal.audit import service as audit
from catalogue_portal.credentials import policy
from catalogue_portal.credentials.client_keys import accept_key_set
from catalogue_portal.credentials.models import Registration
from catalogue_portal.credentials.portal_scopes import PORTAL_SCOPES
from catalogue_portal.credentials.redirect_uris import accept_redirect_uris
from catalogue_portal.credentials.repository import visible_registration
from catalogue_portal.credentials.software_statement import SOFTWARE_STATEMENT, IssuedStatement, sign_statement
from catalogue_portal.errors import Invalid
from catalogue_portal.identifiers import new_identifier
from catalogue_portal.keys import KeyStore
from catalogue_portal.labels.claims import Environment
from catalogue_portal.labels.publication import Publication
from catalogue_portal.labels.repository import get_label
from catalogue_portal.storage.database import clock_of


@dataclass(frozen=True)
class RegistrationWish:
    """What the publisher brings: public keys, and the addresses that people come back to. The rest is agreed already.

    `jwks` is None only for a native app without a server, which then authenticates by PKCE alone and gets no token of
    its own at this portal.
    """

    jwks: Mapping[str, object] | None
    redirect_uris: Sequence[str]


def register(
    session: Session, actor: Actor, label_id: str, wish: RegistrationWish, *, publication: Publication
) -> Registration:
    """Enter the app of a label in the registry, with the scopes and purposes of its agreement.

    Raises:
        NotFound, Forbidden, Conflict: no such label, not the actor's, or not in force.
        Invalid: keys or redirect URIs are not acceptable.
    """
    label = get_label(session, label_id)
    if (objection := policy.objection_to_registration(session, actor, label)) is not None:
        raise objection
    agreement = session.get_one(Agreement, label.agreement_id)
    release = session.get_one(Release, label.release_id)
    kind, now = release.app.kind, clock_of(session).now()
    jwks = _keys_for(kind, wish.jwks)
    registration = Registration(
        id=new_identifier("cli"),
        label=label,
        organisation_id=agreement.organisation_id,
        app_id=label.app_id,
        client_name=release.app.name,
        software_version=release.version,
        kind=kind,
        redirect_uris=accept_redirect_uris(
            wish.redirect_uris, kind=kind, loopback=publication.environment is Environment.DEMO
        ),
        scopes=list(agreement.scopes),
        portal_scopes=list(PORTAL_SCOPES) if jwks else [],
        purposes=list(agreement.purposes),
        token_endpoint_auth_method="private_key_jwt" if jwks else "none",
        jwks=jwks,
        registered_by=actor.user_id,
        registered_at=now,
        keys_changed_at=now,
    )
    session.add(registration)
    _record(session, actor, registration, "client_registered", label=label.id, keys=_kids(jwks))
    session.flush()
    return registration


def change_keys(session: Session, actor: Actor, client_id: str, jwks: Mapping[str, object]) -> Registration:
    """Replace the keys: two while rotating, then one. A key left out authenticates nobody from the commit on."""
    registration = _usable(session, actor, client_id)
    if registration.jwks is None:
        raise Invalid("A client that authenticates by PKCE alone has no keys.", code="no_keys")
    registration.jwks = accept_key_set(jwks)
    registration.keys_changed_at = clock_of(session).now()
    _record(session, actor, registration, "client_keys_changed", keys=_kids(registration.jwks))
    session.flush()
    return registration


def issue_statement(
    session: Session, actor: Actor, client_id: str, *, audience: str, keys: KeyStore, publication: Publication
) -> IssuedStatement:
    """Sign a software statement for one space, named by `audience`; the statement is handed out once and not kept.

    Raises:
        NotFound, Forbidden, Conflict: no such registration, not the actor's, or its label is not in force.
    """
    registration = _usable(session, actor, client_id)
    statement = sign_statement(
        keys.key(SOFTWARE_STATEMENT),
        registration,
        publication=publication,
        audience=audience,
        jti=new_identifier("sst"),
        now=clock_of(session).now(),
    )
    _record(session, actor, registration, "software_statement_issued", jti=statement.jti, audience=audience)
    return statement


def _usable(session: Session, actor: Actor, client_id: str) -> Registration:
    registration = visible_registration(session, actor, client_id)
    session.refresh(registration, with_for_update=True)
    if (objection := policy.objection_to_use(session, actor, registration)) is not None:
        raise objection
    return registration


def _keys_for(kind: str, jwks: Mapping[str, object] | None) -> dict[str, object] | None:
    if jwks is not None:
        return accept_key_set(jwks)
    if kind != "native":
        raise Invalid("A web app or a service authenticates with a key: give its public JWKS.", code="no_keys")
    return None


def _kids(jwks: Mapping[str, object] | None) -> list[str]:
    keys = jwks["keys"] if jwks else []
    return [str(key["kid"]) for key in keys] if isinstance(keys, list) else []


def _record(session: Session, actor: Actor, registration: Registration, event: str, **details: object) -> None:
    audit.record(session, actor, event=event, subject=f"credential:{registration.id}", details=details)
