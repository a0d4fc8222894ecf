"""What every interaction begins with: who calls, for whom, what they accept; and how an answer is written."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from flask import Request, Response, current_app, request
from flask.typing import ResponseReturnValue

from sandbox.clock import Clock
from sandbox.endpoint import View
from sandbox.fhir.access import Access, RefusedError, open_access
from sandbox.fhir.issue import Issue
from sandbox.fhir.json_text import UnreadableJsonError, read_json
from sandbox.fhir.kind_declaration import ApiDeclaration, KindDeclaration
from sandbox.fhir.naming import Naming
from sandbox.fhir.operation_outcome import fhir_answer, operation_outcome, outcome_answer, text_answer
from sandbox.fhir.store import NOBODY, FhirStore, Kept
from sandbox.hooks import BusinessCall, JsonAnswer, apply
from sandbox.journal.exchange import Exchange
from sandbox.json_reading import text_at
from sandbox.json_value import JsonObject, JsonValue
from sandbox.people.persona import Persona
from sandbox.real_identity_guard import real_identity_in
from sandbox.spaces import Space

MEDIA_TYPES: Final = ("application/fhir+json", "application/json")
_JSON_FORMATS: Final = ("json", "application/json", "application/fhir+json", "application/json+fhir", "text/json")
_ACCEPTABLE: Final = frozenset({"*/*", "application/*", *MEDIA_TYPES})
_VERSIONS: Final = ("4.0", "4.0.1")


@dataclass(frozen=True)
class Call:
    """A call that may go on."""

    space: Space
    exchange: Exchange
    api: ApiDeclaration
    access: Access

    @property
    def store(self) -> FhirStore:
        """The resources of the space."""
        return self.space.part(FhirStore)

    @property
    def owner(self) -> str:
        """Whose record it is about."""
        return self.access.persona.id

    @property
    def naming(self) -> Naming:
        """How this app names the patient."""
        ins = self.access.persona.ins
        return Naming(self.access.client.assign_auth, self.access.idpe, f"{ins.system}|{ins.matricule}")

    @property
    def root(self) -> str:
        """The base URL of the API, as FHIR clients take it."""
        return self.space.api_root + self.api.root

    @property
    def now(self) -> float:
        """The time in the space, seconds since 1970."""
        return self.space.part(Clock).now()

    @property
    def moment(self) -> datetime:
        """The same moment as an aware datetime."""
        return self.space.part(Clock).today()

    def named(self, resource_type: str, resource_id: str) -> str:
        """Return the id under which the store knows a resource: a Patient is called by the app's own name."""
        if resource_type != "Patient":
            return resource_id
        return self.owner if resource_id == self.access.idpe else ""

    def url(self, kept: Kept) -> str:
        """Return the URL of a resource, as this app calls it."""
        return f"{self.root}/{kept.type}/{self.access.idpe if kept.type == 'Patient' else kept.id}"

    def version_url(self, kept: Kept) -> str:
        """Return the URL of that version of a resource; of the resource itself where versions cannot be read."""
        kind = self.api.kind(kept.type)
        versions = kind is not None and "vread" in kind.interactions
        return f"{self.url(kept)}/_history/{kept.version}" if versions else self.url(kept)


Answer = Callable[[Call], ResponseReturnValue]
Acceptance = Callable[[Request], None]


def interaction(api: ApiDeclaration, way: str, answer: Answer, *, acceptable: Acceptance | None = None) -> View:
    """Make the view of an interaction that needs consent to `way` (read or write) of the family.

    `acceptable` refuses requests that want another media type than there is; without it, FHIR JSON is all there is.
    """
    return partial(_answer, api, way, answer, acceptable=acceptable or require_acceptable)


def _answer(
    api: ApiDeclaration, way: str, answer: Answer, space: Space, exchange: Exchange, *, acceptable: Acceptance
) -> ResponseReturnValue:
    try:
        access = open_access(space, exchange, request, f"{api.family}.{way}")
        call = Call(space, exchange, api, access)
        acceptable(request)
        _require_made_up(call)
        settle(call)
        told = apply(exchange, "business_call", BusinessCall(api.family, way, scheme=exchange.scheme)).answer
        return answer(call) if told is None else instead(told)
    except RefusedError as refused:
        return refused.answer


def instead(told: JsonAnswer) -> Response:
    """Return what a fault answers in place of what was asked for."""
    answer = fhir_answer(told.status, told.body)
    answer.headers.update(told.headers)
    return answer


def _require_made_up(call: Call) -> None:
    """Refuse whatever names a patient by an INS that is not one for tests, or may do so."""
    why = real_identity_in(call.space, call.exchange, request)
    if why is not None:
        if call.exchange.facts.get("real_identity"):
            call.exchange.note(patient_equal=False)
        raise RefusedError(outcome_answer(422, "business-rule", why))


def settle(call: Call) -> None:
    """See to it that the record of the person, and what is common to all, are there."""
    settle_record(call.space, call.api, call.access.persona)


def settle_record(space: Space, api: ApiDeclaration, persona: Persona) -> None:
    """Do the same for whoever acts on a record without being an app: a professional, the runner."""
    settle_commons(space, api)
    store, now = space.part(FhirStore), space.part(Clock).now()
    store.settle(api.base, persona.id, lambda: _with_kinds(api, api.record(space, persona)), now=now)
    api.upkeep(space, persona)


def settle_commons(space: Space, api: ApiDeclaration) -> None:
    """See to it that what is common to all is there."""
    store, now = space.part(FhirStore), space.part(Clock).now()
    store.settle(f"{api.base} commons", NOBODY, lambda: _with_kinds(api, api.commons(space)), now=now)


def _with_kinds(api: ApiDeclaration, resources: Iterable[JsonObject]) -> list[tuple[KindDeclaration, JsonObject]]:
    made = []
    for resource in resources:
        kind = api.kind(text_at(resource, "resourceType"))
        if kind is None:
            raise LookupError(f"API {api.family} does not serve {resource['resourceType']}")
        made.append((kind, resource))
    return made


def require_acceptable(asked: Request) -> None:
    """Refuse what can only be answered in something else than FHIR JSON of R4 (FHIR R4, 3.1.0.1.11)."""
    wanted = asked.args.get("_format")
    if wanted is not None and wanted.partition(";")[0].strip().replace(" ", "+") not in _JSON_FORMATS:
        raise RefusedError(outcome_answer(406, "not-supported", f"_format={wanted[:60]}: only JSON is served"))
    if wanted is None and asked.accept_mimetypes and _ACCEPTABLE.isdisjoint(_accepted(asked)):
        raise RefusedError(
            outcome_answer(406, "not-supported", f"Only {MEDIA_TYPES[0]} is served; see the Accept header")
        )
    for written in asked.headers.get("Accept", "").split(","):
        _require_version(written, 406)


def _accepted(asked: Request) -> set[str]:
    """Return the media types that are accepted, without their parameters: the version of FHIR is looked at apart."""
    return {written.partition(";")[0].strip().lower() for written, quality in asked.accept_mimetypes if quality > 0}


def _require_version(media_type: str, status: int) -> None:
    for parameter in media_type.split(";")[1:]:
        name, _, value = parameter.strip().partition("=")
        if name.lower() == "fhirversion" and value.strip('"') not in _VERSIONS:
            raise RefusedError(outcome_answer(status, "not-supported", f"fhirVersion must be 4.0, not {value[:20]}"))


def read_body(asked: Request, media_types: tuple[str, ...] = MEDIA_TYPES) -> JsonValue:
    """Read the JSON body of a request, or refuse it."""
    if not asked.data:
        raise RefusedError(outcome_answer(400, "required", "The body is empty: send JSON in it"))
    if asked.mimetype not in media_types:
        raise RefusedError(
            outcome_answer(
                415, "not-supported", f"The body must be {media_types[0]}, not {asked.mimetype or 'untyped'}"
            )
        )
    _require_version(asked.headers.get("Content-Type", ""), 415)
    if asked.mimetype_params.get("charset", "utf-8").lower() not in {"utf-8", "utf8", "us-ascii"}:
        raise RefusedError(outcome_answer(415, "not-supported", "JSON of FHIR is UTF-8 (FHIR R4, 2.6.2)"))
    if asked.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise RefusedError(outcome_answer(415, "not-supported", "The body must come without Content-Encoding"))
    try:
        return read_json(asked.data)
    except UnreadableJsonError as error:
        raise RefusedError(outcome_answer(400, "structure", f"The body is not JSON: {error}")) from error


def refuse(call: Call, status: int, issues: Sequence[Issue]) -> RefusedError:
    """Make a refusal of several issues, noted for the judge."""
    note_issues(call.exchange, issues)
    return RefusedError(fhir_answer(status, operation_outcome(issues)))


def not_allowed(text: str, where: str = "") -> RefusedError:
    """Refuse to change what may not be changed: 405, with the methods that the URL knows (RFC 9110, 15.5.6).

    The entry of a Bundle at `where` is refused as content (422): what it was posted to does take POST.
    """
    if where:
        return RefusedError(outcome_answer(422, "not-supported", text, where))
    answer = outcome_answer(405, "not-supported", text)
    routes = current_app.create_url_adapter(request)
    answer.headers["Allow"] = ", ".join(sorted(routes.allowed_methods() if routes else ()))
    return RefusedError(answer)


def note_issues(exchange: Exchange, issues: Sequence[Issue]) -> None:
    """Note what was found in what an app sent."""
    facts: list[JsonValue] = [
        {"severity": one.severity, "code": one.code, "diagnostics": one.diagnostics, "expression": one.expression}
        for one in issues
    ]
    exchange.note(issues=facts)


def resource_answer(call: Call, status: int, kept: Kept) -> Response:
    """Answer one resource as this app reads it, with its version."""
    return with_version(text_answer(status, call.naming.told(kept.text)), kept)


def with_version(answer: Response, kept: Kept) -> Response:
    """Say in the headers which version of a resource the answer is about (FHIR R4, 3.1.0.1.3)."""
    answer.headers["ETag"] = kept.etag
    answer.last_modified = int(kept.updated)  # type: ignore[assignment]  # werkzeug takes a number too
    return answer
