"""What anyone may fetch of one label: the signed label, its mark, and the badge in two forms."""

from flask import Blueprint, Response, json, request

from catalogue_portal.context import context
from catalogue_portal.labels.badge import badge_json, badge_svg
from catalogue_portal.labels.claims import MEDIA_TYPE
from catalogue_portal.labels.models import Label, LabelState
from catalogue_portal.labels.punch_mark import PunchMark
from catalogue_portal.labels.repository import get_label

blueprint = Blueprint("label_files", __name__)
_LANGUAGES = ("fr", "en")
# Other people's pages show these: they must be embeddable, and a suspension must reach them within a minute.
_PUBLIC = {"Cache-Control": "public, max-age=60", "Access-Control-Allow-Origin": "*"}


@blueprint.get("/labels/<label_id>/label.jwt")
def signed_label(label_id: str) -> Response:
    """Return the label itself; what it is worth today is in the status list."""
    label, _ = _found(label_id)
    return Response(label.compact, headers=_PUBLIC, content_type=MEDIA_TYPE)


@blueprint.get("/labels/<label_id>/mark.svg")
def mark(label_id: str) -> Response:
    """Return the punch mark."""
    label, _ = _found(label_id)
    return _cached(PunchMark.of(label.id).svg(f"Poinçon {label.id}"), "image/svg+xml")


@blueprint.get("/labels/<label_id>/badge.svg")
def badge(label_id: str) -> Response:
    """Return the badge with the state of this minute; `?lang=en` for English."""
    label, state = _found(label_id)
    return _cached(badge_svg(label, state, language=_language()), "image/svg+xml")


@blueprint.get("/labels/<label_id>/badge.json")
def badge_for_machines(label_id: str) -> Response:
    """Return the facts of the badge as JSON, in the endpoint format of Shields."""
    label, state = _found(label_id)
    return _cached(json.dumps(badge_json(label, state, language=_language())), "application/json")


def _found(label_id: str) -> tuple[Label, LabelState]:
    portal = context()
    with portal.database.reading() as session:
        label = get_label(session, label_id)
        return label, label.state_at(portal.clock.now())


def _language() -> str:
    return request.args.get("lang") if request.args.get("lang") in _LANGUAGES else "fr"  # type: ignore[return-value]


def _cached(content: str, media_type: str) -> Response:
    answer = Response(content, content_type=f"{media_type}; charset=utf-8", headers=_PUBLIC)
    # An SVG opened by itself is a document: it may load and run nothing.
    answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    answer.add_etag()
    answer.make_conditional(request)
    return answer
