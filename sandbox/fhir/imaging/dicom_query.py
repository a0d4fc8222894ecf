"""Searching by DICOMweb (DICOM PS3.18, 10.6): studies of the paired person, their series and images."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from flask import Response, request
from flask.typing import ResponseReturnValue

from sandbox.fhir.access import OTHER_IDPE, RefusedError
from sandbox.fhir.imaging.dicom_names import EXPLICIT_LITTLE_ENDIAN, WEB_ROOT
from sandbox.fhir.imaging.instances import ImagedStudy, Instance, studies_of
from sandbox.fhir.imaging.media_types import Offer, choose
from sandbox.fhir.imaging.modalities import SIDE
from sandbox.fhir.interactions.call import Call
from sandbox.fhir.json_text import write_json
from sandbox.fhir.operation_outcome import outcome_answer
from sandbox.json_value import JsonObject, JsonValue
from sandbox.whole_number import whole_number

_MOST_DIGITS: Final = 6
_SHAPES: Final = frozenset({"limit", "offset", "includefield", "fuzzymatching", "accept"})
_PATIENT_ID: Final = "00100020"
# Attributes by which a search may choose: keyword, tag, value representation.
_ATTRIBUTES: Final = {
    "StudyDate": ("00080020", "DA"),
    "StudyTime": ("00080030", "TM"),
    "AccessionNumber": ("00080050", "SH"),
    "ModalitiesInStudy": ("00080061", "CS"),
    "PatientID": (_PATIENT_ID, "LO"),
    "PatientName": ("00100010", "PN"),
    "StudyInstanceUID": ("0020000D", "UI"),
    "StudyID": ("00200010", "SH"),
    "Modality": ("00080060", "CS"),
    "SeriesInstanceUID": ("0020000E", "UI"),
    "SeriesNumber": ("00200011", "IS"),
    "SOPClassUID": ("00080016", "UI"),
    "SOPInstanceUID": ("00080018", "UI"),
    "InstanceNumber": ("00200013", "IS"),
}
_BY_TAG: Final = dict(_ATTRIBUTES.values())


@dataclass(frozen=True)
class _Match:
    tag: str
    wanted: str

    def holds(self, found: JsonObject) -> bool:
        """Tell whether an entry has the value: lists by comma or backslash, ranges of dates, the joker `*`."""
        values = [str(value).casefold() for value in _values(found, self.tag)]
        if _BY_TAG[self.tag] in {"DA", "TM"} and "-" in self.wanted:
            low, _, high = self.wanted.partition("-")
            return any(low <= value and (not high or value <= high) for value in values)
        wanted = [one.casefold() for one in self.wanted.replace("\\", ",").split(",")]
        return any(_like(value, one) for value in values for one in wanted)


def query_studies(call: Call) -> ResponseReturnValue:
    """Answer `GET /studies`."""
    return _answer(call, (_study(call, one) for one in studies_of(call.space, call.access.persona)))


def query_series(call: Call) -> ResponseReturnValue:
    """Answer `GET /studies/STUDY/series`."""
    return _answer(call, (_study(call, one) | _series(call, one) for one in _named(call)))


def query_instances(call: Call) -> ResponseReturnValue:
    """Answer `GET /studies/STUDY/series/SERIES/instances`, and the same of a whole study."""
    entries = (
        _study(call, study) | _series(call, study) | _instance(call, study, one)
        for study in _named(call)
        for one in study.instances
    )
    return _answer(call, entries)


def _named(call: Call) -> Iterator[ImagedStudy]:
    asked = request.view_args or {}
    for one in studies_of(call.space, call.access.persona):
        if one.uid == asked["study"] and one.series_uid == asked.get("series", one.series_uid):
            yield one


def _answer(call: Call, entries: Iterable[JsonObject]) -> ResponseReturnValue:
    offer = choose(request, Offer("application/dicom+json"), Offer("application/json"))
    matches = [*_matches(call)]
    limit, offset = _number("limit"), _number("offset") or 0
    found = [entry for entry in entries if all(match.holds(entry) for match in matches)]
    page = found[offset:] if limit is None else found[offset : offset + limit]
    answer = Response(write_json([*page]), content_type=offer.media_type)
    if not page:
        answer = Response(status=204)  # PS3.18, 10.6.3.1: successful, and nothing matches
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _matches(call: Call) -> Iterator[_Match]:
    for name, wanted in request.args.items(multi=True):
        tag = _ATTRIBUTES[name][0] if name in _ATTRIBUTES else name.upper()
        if name in _SHAPES:
            continue
        if tag not in _BY_TAG:
            known = ", ".join(_ATTRIBUTES)
            text = f"Unknown attribute {name[:40]!r}. Known: {known}"
            raise RefusedError(outcome_answer(400, "not-supported", text))
        if tag == _PATIENT_ID:
            own = wanted in {call.access.persona.ins.matricule, call.access.idpe}
            call.exchange.note(patient_equal=own)
            if not own:
                raise RefusedError(outcome_answer(403, "forbidden", OTHER_IDPE))
        elif wanted:  # an empty one matches everything (PS3.4, C.2.2.2.3)
            _require_form(name, _BY_TAG[tag], wanted)
            yield _Match(tag, wanted)


def _require_form(name: str, vr: str, wanted: str) -> None:
    """Refuse a value that no attribute of a value representation can have (PS3.5, 6.2)."""
    if vr not in _FORMS:
        return
    holds, should_be = _FORMS[vr]
    if not holds(wanted):
        raise RefusedError(outcome_answer(400, "value", f"{name[:40]} is {should_be} ({vr}), not {wanted[:40]!r}"))


def _is_date(written: str) -> bool:
    try:
        return len(written) == len("YYYYMMDD") and bool(datetime.strptime(written, "%Y%m%d").replace(tzinfo=UTC))
    except ValueError:
        return False


def _is_time(written: str) -> bool:
    return _TIME.fullmatch(written) is not None


def _range(of: Callable[[str], bool]) -> Callable[[str], bool]:
    """Return whether a text is one value or a range, open at one end at most (PS3.4, C.2.2.2.5)."""
    return lambda written: written.strip("-") != "" and all(not one or of(one) for one in _ends(written))


def _ends(written: str) -> list[str]:
    return written.split("-", 1)


_TIME: Final = re.compile(r"(?:[01]\d|2[0-3])(?:[0-5]\d(?:(?:[0-5]\d|60)(?:\.\d{1,6})?)?)?", re.ASCII)
_FORMS: Final[dict[str, tuple[Callable[[str], object], str]]] = {
    "DA": (_range(_is_date), "a date YYYYMMDD, or a range FIRST-LAST"),
    "TM": (_range(_is_time), "a time HHMMSS, or a range FIRST-LAST"),
    "IS": (re.compile(r"\d{1,12}", re.ASCII).fullmatch, "a whole number"),
    "UI": (re.compile(r"[\d.]{1,64}(?:[,\\][\d.]{1,64})*", re.ASCII).fullmatch, "a UID, or several with commas"),
}


def _number(name: str) -> int | None:
    written = request.args.get(name)
    if written is None:
        return None
    number = whole_number(written, _MOST_DIGITS)
    if number is None:
        raise RefusedError(
            outcome_answer(400, "value", f"Parameter {name} must be a number from 0, not {written[:40]!r}")
        )
    return number


def _study(call: Call, study: ImagedStudy) -> JsonObject:
    persona, facts = study.persona, study.facts
    return {
        "00080005": _element("CS", "ISO_IR 192"),
        "00080020": _element("DA", f"{facts.taken:%Y%m%d}"),
        "00080030": _element("TM", f"{facts.taken:%H%M%S}"),
        "00080050": _element("SH", study.accession),
        "00080056": _element("CS", "ONLINE"),
        "00080061": _element("CS", facts.modality),
        "00080090": {"vr": "PN"},
        "00081030": _element("LO", facts.description),
        "00081190": _element("UR", _url(call, study)),
        "00100010": _element("PN", {"Alphabetic": f"{persona.family_name}^{persona.given_name}"}),
        _PATIENT_ID: _element("LO", persona.ins.matricule),
        "00100030": _element("DA", persona.birthdate.replace("-", "")),
        "00100040": _element("CS", "F" if persona.gender == "female" else "M"),
        "0020000D": _element("UI", study.uid),
        "00200010": _element("SH", "1"),
        "00201206": _element("IS", 1),
        "00201208": _element("IS", len(study.instances)),
    }


def _series(call: Call, study: ImagedStudy) -> JsonObject:
    return {
        "00080060": _element("CS", study.facts.modality),
        "0008103E": _element("LO", study.facts.description),
        "00081190": _element("UR", f"{_url(call, study)}/series/{study.series_uid}"),
        "0020000E": _element("UI", study.series_uid),
        "00200011": _element("IS", 1),
        "00201209": _element("IS", len(study.instances)),
    }


def _instance(call: Call, study: ImagedStudy, instance: Instance) -> JsonObject:
    return {
        "00080016": _element("UI", study.kind.sop_class),
        "00080018": _element("UI", instance.uid),
        "00081190": _element("UR", f"{_url(call, study)}/series/{study.series_uid}/instances/{instance.uid}"),
        "00083002": _element("UI", EXPLICIT_LITTLE_ENDIAN),
        "00200013": _element("IS", instance.number),
        "00280010": _element("US", SIDE),
        "00280011": _element("US", SIDE),
        "00280100": _element("US", 8 if study.kind.bits <= 8 else 16),  # noqa: PLR2004 - bits of a byte
    }


def _url(call: Call, study: ImagedStudy) -> str:
    return f"{call.space.api_root}{call.api.base}{WEB_ROOT}/studies/{study.uid}"


def _element(vr: str, value: JsonValue) -> JsonObject:
    return {"vr": vr, "Value": [value]}


def _values(found: Mapping[str, JsonValue], tag: str) -> list[JsonValue]:
    element = found.get(tag)
    values = element.get("Value") if isinstance(element, dict) else None
    return [one["Alphabetic"] if isinstance(one, dict) else one for one in values] if isinstance(values, list) else []


def _like(value: str, wanted: str) -> bool:
    if "*" not in wanted:
        return value == wanted
    first, *middle, last = wanted.split("*")
    if len(value) < len(first) + len(last) or not (value.startswith(first) and value.endswith(last)):
        return False
    place, end = len(first), len(value) - len(last)
    for part in middle:
        place = value.find(part, place, end)
        if place < 0:
            return False
        place += len(part)
    return True
