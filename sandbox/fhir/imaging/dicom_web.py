"""DICOMweb (DICOM PS3.18): retrieving what a study of the paired person holds, by study, series, instance or frame.

Images are made when they are retrieved: nothing is stored.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from flask import Response, request
from flask.typing import ResponseReturnValue

from sandbox.endpoint import Endpoint
from sandbox.fhir.access import RefusedError
from sandbox.fhir.imaging.dicom_names import EXPLICIT_LITTLE_ENDIAN, WEB_ROOT
from sandbox.fhir.imaging.dicom_query import query_instances, query_series, query_studies
from sandbox.fhir.imaging.instances import ImagedStudy, Instance, studies_of
from sandbox.fhir.imaging.media_types import Offer, choose, everything
from sandbox.fhir.interactions.call import Call, interaction
from sandbox.fhir.json_text import write_json
from sandbox.fhir.operation_outcome import outcome_answer
from sandbox.fhir.resource_kind import FhirApi
from sandbox.inferred import READ

if TYPE_CHECKING:
    from types import ModuleType

_BOUNDARY: Final = "poincon-7f1c2a9e4b"  # in no image: they are drawn, and in no header
_DICOM: Final = "application/dicom"
_BYTES: Final = "application/octet-stream"
_JSON: Final = "application/dicom+json"
_STUDY: Final = "/studies/<study>"
_SERIES: Final = f"{_STUDY}/series/<series>"
_INSTANCE: Final = f"{_SERIES}/instances/<instance>"


@dataclass(frozen=True)
class Target:
    """What a URL names: a study, and its images or one of them."""

    study: ImagedStudy
    instances: tuple[Instance, ...]


def endpoints(api: FhirApi) -> Iterator[Endpoint]:
    """Give the endpoints of the service."""
    rows: tuple[tuple[str, Callable[[Call], ResponseReturnValue]], ...] = (
        ("/studies", query_studies),
        (f"{_STUDY}/series", query_series),
        (f"{_STUDY}/instances", query_instances),
        (f"{_SERIES}/instances", query_instances),
        *((path, _retrieve) for path in (_STUDY, _SERIES, _INSTANCE)),
        *((f"{path}/metadata", _metadata) for path in (_STUDY, _SERIES, _INSTANCE)),
        *((f"{path}/rendered", _rendered) for path in (_INSTANCE, f"{_INSTANCE}/frames/<frame>")),
        (f"{_INSTANCE}/frames/<frame>", _frame),
    )
    for path, answer in rows:
        view = interaction(api, READ, partial(_noted, answer), acceptable=everything)
        yield Endpoint(f"{api.family}_{READ}", f"{api.base}{WEB_ROOT}{path}", ("GET",), view)


def find_target(call: Call) -> Target:
    """Return what the URL names.

    Raises:
        RefusedError: the person has no such study, series, instance or frame (404).
    """
    asked = {name: str(value) for name, value in (request.view_args or {}).items()}
    for study in studies_of(call.space, call.access.persona):
        if study.uid == asked.get("study") and study.series_uid == asked.get("series", study.series_uid):
            named = tuple(one for one in study.instances if one.uid == asked.get("instance", one.uid))
            if named and asked.get("frame", "1") == "1":
                return Target(study, named)
    raise RefusedError(outcome_answer(404, "not-found", "The person has no such study, series, instance or frame"))


def _noted(answer: Callable[[Call], ResponseReturnValue], call: Call) -> ResponseReturnValue:
    call.exchange.note(resource_type="ImagingStudy", interaction="dicom-web")
    return answer(call)


def _retrieve(call: Call) -> ResponseReturnValue:
    target = find_target(call)
    alone = (Offer(_DICOM),) if "instance" in (request.view_args or {}) else ()
    offer = choose(request, Offer(_DICOM, multipart=True), *alone)
    files = (_maker().dicom_file(call.space, target.study, one) for one in target.instances)
    return _answer(f"{_DICOM}; transfer-syntax={EXPLICIT_LITTLE_ENDIAN}", offer, files)


def _frame(call: Call) -> ResponseReturnValue:
    target = find_target(call)
    offer = choose(request, Offer(_BYTES, multipart=True), Offer(_BYTES))
    pixels = (_maker().pixels_of(target.study, one) for one in target.instances)
    return _answer(f"{_BYTES}; transfer-syntax={EXPLICIT_LITTLE_ENDIAN}", offer, pixels)


def _metadata(call: Call) -> ResponseReturnValue:
    target = find_target(call)
    offer = choose(request, Offer(_JSON), Offer("application/json"))
    root = f"{call.space.api_root}{call.api.base}{WEB_ROOT}/studies/{target.study.uid}/series/{target.study.series_uid}"
    written = [
        _maker().metadata(call.space, target.study, one, f"{root}/instances/{one.uid}/frames/1")
        for one in target.instances
    ]
    return _kept_nowhere(Response(write_json([*written]), content_type=offer.media_type))


def _rendered(call: Call) -> ResponseReturnValue:
    target = find_target(call)
    offer = choose(request, Offer("image/jpeg"), Offer("image/png"))
    picture = _maker().rendered(target.study, target.instances[0], offer.media_type.partition("/")[2])
    return _kept_nowhere(Response(picture, content_type=offer.media_type))


def _answer(media_type: str, offer: Offer, contents: Iterable[bytes]) -> Response:
    if not offer.multipart:
        return _kept_nowhere(Response(b"".join(contents), content_type=media_type))
    parts = [
        b"--%s\r\nContent-Type: %s\r\n\r\n%s\r\n" % (_BOUNDARY.encode(), media_type.encode(), content)
        for content in contents
    ]
    whole = b"".join([*parts, b"--%s--\r\n" % _BOUNDARY.encode()])
    return _kept_nowhere(Response(whole, content_type=f"{offer.written}; boundary={_BOUNDARY}"))


def _kept_nowhere(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _maker() -> "ModuleType":
    """Return the module that makes images: pydicom and Pillow take a second to load, and few runs retrieve any."""
    from sandbox.fhir.imaging import dicom_file  # noqa: PLC0415 - see above

    return dicom_file
