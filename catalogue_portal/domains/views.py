"""Pages of domains and spaces: proving that a domain is one's own, opening the space that the app there is told of."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from marshmallow import fields, validate
from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor
from catalogue_portal.apps.models import Release
from catalogue_portal.apps.policy import readable_release, refuse_unless_publisher_of
from catalogue_portal.context import context
from catalogue_portal.domains import looking, service
from catalogue_portal.domains.addresses import origin_of, url_of
from catalogue_portal.domains.models import DomainProof
from catalogue_portal.domains.policy import is_proven, objection_to_address, objection_to_remote_run
from catalogue_portal.domains.repository import find_proof, find_space
from catalogue_portal.errors import Conflict, DomainError, NotFound
from catalogue_portal.identity import signed_in_actor
from catalogue_portal.web import forms
from catalogue_portal.web.panels import Panel
from catalogue_portal.web.refusals import told
from catalogue_portal.web.speech import say as _
from catalogue_portal.web.ways import Way

blueprint = Blueprint("domains_pages", __name__, template_folder="templates")


class SpaceForm(forms.PageSchema):
    """From where the app calls, beside the addresses of its host."""

    callers = fields.String(load_default="", validate=validate.Length(max=1000))


@blueprint.get("/releases/<release_id>/domain")
def show(release_id: str) -> ResponseReturnValue:
    """Show what is to be put at the domain, whether it was found there, and the space of the app."""
    return _page(release_id)


@blueprint.post("/releases/<release_id>/domain")
def claim(release_id: str) -> ResponseReturnValue:
    """Ask what to put at the domain."""
    actor, here = signed_in_actor(), context()
    try:
        with here.database.writing() as session:
            service.claim(session, actor, release_id, clock=here.clock, settings=here.settings)
    except Conflict as error:
        return _page(release_id, refusal=told(error)), error.status
    return redirect(url_for("domains_pages.show", release_id=release_id), 303)


@blueprint.post("/releases/<release_id>/domain/look")
def look(release_id: str) -> ResponseReturnValue:
    """Look at the domain now."""
    actor = signed_in_actor()
    try:
        looking.look_now(context(), actor, release_id)
    except NotFound:
        raise
    except DomainError as error:
        return _page(release_id, refusal=told(error)), error.status
    return redirect(url_for("domains_pages.show", release_id=release_id), 303)


@blueprint.post("/releases/<release_id>/space")
def open_space(release_id: str) -> ResponseReturnValue:
    """Open the space, or give the app new credentials; they are on this page only."""
    actor = signed_in_actor()
    form, clean = forms.read(SpaceForm())
    callers = str((clean or {}).get("callers", "")).split()
    opened, form = forms.attempt(form, lambda: service.open_space(context(), actor, release_id, callers=callers))
    if opened is None:
        return _page(release_id, form=form), 422
    return _page(release_id, opened=opened)


@blueprint.get("/releases/<release_id>/space/ca.pem")
def authority(release_id: str) -> ResponseReturnValue:
    """Give the certificate that the app must trust."""
    actor, here = signed_in_actor(), context()
    with here.database.reading() as session:
        space = find_space(session, readable_release(session, actor, release_id).app_id)
    found = service.authority_of(space, here.settings) if space is not None else ""
    if not found:
        raise NotFound("This app has no space yet.")
    return Response(found, mimetype="application/x-pem-file", headers={"Content-Disposition": "attachment"})


def _page(release_id: str, **more: Any) -> str:  # noqa: ANN401 - what the template takes
    actor, here = signed_in_actor(), context()
    with here.database.reading() as session:
        release = readable_release(session, actor, release_id)
        refuse_unless_publisher_of(actor, release.app.organisation_id)
        if release.target != "url":
            raise NotFound("This release is at no address.")
        proof, space = _proof(session, release), find_space(session, release.app_id)
        objection = objection_to_address(release, here.settings)
        missing = objection_to_remote_run(session, release, here.settings, now=here.clock.now())
    return render_template(
        "domains/show.html",
        release=release,
        origin=origin_of(url_of(release)) or url_of(release),
        proof=proof,
        place=looking.address_of(proof) if proof else "",
        proven=is_proven(proof, here.clock.now()),
        wrong=told(Conflict(proof.failure_detail or "", code=proof.failure)) if proof and proof.failure else None,
        space=space,
        objection=told(objection) if objection else None,
        missing=told(missing) if missing else None,
        **{"form": forms.Form({"callers": "\n".join(space.callers) if space else ""}), "opened": None} | more,
    )


def _proof(session: Session, release: Release) -> DomainProof | None:
    origin = origin_of(url_of(release))
    return find_proof(session, release.app.organisation_id, origin) if origin else None


def _domain_of_release(session: Session, actor: Actor, release: object) -> Panel | None:
    if not isinstance(release, Release):
        raise TypeError("this panel belongs to a release")
    if release.target != "url" or actor.organisation_id != release.app.organisation_id:
        return None
    here = context()
    missing = objection_to_remote_run(session, release, here.settings, now=here.clock.now())
    proof = _proof(session, release)
    body = render_template("domains/_of_release.html", release=release, proof=proof, missing=missing and told(missing))
    way = Way(url_for("domains_pages.show", release_id=release.id), _("Domain and space"), "primary" if missing else "")
    return Panel(Markup(body), (way,))  # noqa: S704 - Jinja escaped it


PANELS = {"release": _domain_of_release}
