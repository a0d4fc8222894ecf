from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, get_args

import pytest
from builders.imaging import WEB, Imaged, imaged, parts_of
from builders.spaces import Bench
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops
from pydicom import dcmread

from sandbox.fhir.imaging.dicom_file import dicom_file
from sandbox.fhir.imaging.instances import ImagedStudy, imaged_study
from sandbox.fhir.imaging.phantom import phantom
from sandbox.people.people import People
from sandbox.people.record import ImagingStudy, Modality
from sandbox.people.term import Term

if TYPE_CHECKING:
    from pydicom import FileDataset

MULTIPART = 'multipart/related; type="application/dicom"'
EXPLICIT = "1.2.840.10008.1.2.1"
MODALITIES: tuple[Modality, ...] = get_args(Modality)
SHARED = imaged(Bench())


@pytest.fixture
def patient(bench: Bench) -> Imaged:
    return imaged(bench)


def study_of(bench: Bench, modality: Modality) -> ImagedStudy:
    persona = bench.persona()
    radiologist = bench.space.part(People).directory.near(persona.address.department, "radiologist").id
    taken = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
    part = Term("72696002", "Genou", "Knee")
    return imaged_study(bench.space, persona, ImagingStudy("s-1", modality, part, "Étude", taken, radiologist, "r", 4))


def opened(content: bytes) -> FileDataset:
    return dcmread(io.BytesIO(content), force=False)


@pytest.mark.parametrize("modality", MODALITIES)
def test_every_modality_is_a_file_that_a_viewer_opens(bench: Bench, modality: Modality) -> None:
    study = study_of(bench, modality)

    image = opened(dicom_file(bench.space, study, study.instances[0]))

    bits = 8 if modality == "US" else 16
    assert image.file_meta.TransferSyntaxUID == EXPLICIT
    assert image.SOPClassUID == image.file_meta.MediaStorageSOPClassUID == study.kind.sop_class
    assert (image.Modality, image.Rows, image.Columns, image.BitsAllocated) == (modality, 256, 256, bits)
    assert len(image.PixelData) == 256 * 256 * bits // 8
    assert str(image.PatientName) == f"{study.persona.family_name}^{study.persona.given_name}"
    assert image.PatientID == study.persona.ins.matricule
    assert image.IssuerOfPatientIDQualifiersSequence[0].UniversalEntityID == "1.2.250.1.213.1.4.10"
    assert image.StudyDescription == "Étude"


@pytest.mark.parametrize("modality", MODALITIES)
def test_the_pixels_of_the_file_are_the_picture(bench: Bench, modality: Modality) -> None:
    study = study_of(bench, modality)
    image = opened(dicom_file(bench.space, study, study.instances[1]))

    picture = phantom(modality, 2)
    stored = image.PixelData if modality == "US" else bytes(
        value >> 4 for value in memoryview(image.PixelData).cast("H")
    )  # fmt: skip
    assert stored == picture.tobytes()
    assert picture.getextrema() == (0, 255)


@pytest.mark.parametrize("modality", MODALITIES)
def test_pictures_say_example_and_no_two_are_alike(modality: Modality) -> None:
    pictures = [phantom(modality, number) for number in range(1, 5)]

    middles = [one.crop((0, 40, 238, 220)) for one in pictures]  # without the words and the wedge
    assert all(ImageChops.difference(one, other).getbbox() for one, other in pairwise(middles))
    assert all(one.crop((0, 0, 100, 24)).point(lambda grey: grey == 255 and 255).getbbox() for one in pictures)


def test_a_file_is_the_same_each_time(patient: Imaged) -> None:
    paths = [patient.instance()] * 4

    with ThreadPoolExecutor(4) as pool:
        contents = {pool.submit(patient.get, path, accept="application/dicom").result().data for path in paths}

    assert len(contents) == 1


@pytest.mark.parametrize(
    "accept",
    [None, "*/*", MULTIPART, "multipart/related", f"{MULTIPART}; transfer-syntax=*",
     f"{MULTIPART}; transfer-syntax={EXPLICIT}", "image/webp, " + MULTIPART],
)  # fmt: skip
def test_an_image_comes_in_a_multipart(patient: Imaged, accept: str | None) -> None:
    answer = patient.get(patient.instance(), accept=accept)

    assert answer.status_code == 200
    assert answer.content_type.startswith('multipart/related; type="application/dicom"; boundary=')
    [(media_type, content)] = parts_of(answer)
    assert media_type == "application/dicom"
    assert opened(content).SOPInstanceUID == patient.studies[0].instances[0].uid
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("accept", ["application/dicom", "application/*", f"application/dicom, {MULTIPART};q=0.4"])
def test_an_image_comes_alone_when_that_is_wanted(patient: Imaged, accept: str) -> None:
    answer = patient.get(patient.instance(), accept=accept)

    assert answer.mimetype == "application/dicom"
    assert opened(answer.data).SOPInstanceUID == patient.studies[0].instances[0].uid


@pytest.mark.parametrize(
    "accept",
    ["application/pdf", 'multipart/related; type="application/dicom+xml"', "application/dicom;q=0",
     "application/dicom; transfer-syntax=1.2.840.10008.1.2.4.50"],
)  # fmt: skip
def test_what_is_not_served_is_not_acceptable(patient: Imaged, accept: str) -> None:
    answer = patient.get(patient.instance(), accept=accept)

    assert answer.status_code == 406
    assert answer.json["resourceType"] == "OperationOutcome"


def test_a_study_and_a_series_hold_every_image(patient: Imaged) -> None:
    study = patient.studies[0]

    for path in (f"{WEB}/studies/{study.uid}", f"{WEB}/studies/{study.uid}/series/{study.series_uid}"):
        uids = [opened(content).SOPInstanceUID for _, content in parts_of(patient.get(path))]
        assert uids == [one.uid for one in study.instances]
        assert patient.get(path, accept="application/dicom").status_code == 406


def test_metadata_are_the_file_without_its_pixels(patient: Imaged) -> None:
    study = patient.studies[0]

    answer = patient.get(f"{WEB}/studies/{study.uid}/metadata")

    assert answer.mimetype == "application/dicom+json"
    assert [one["00080018"]["Value"] for one in answer.json] == [[one.uid] for one in study.instances]
    image = opened(patient.get(patient.instance(), accept="application/dicom").data)
    told = answer.json[0]
    pixels = told.pop("7FE00010")
    assert pixels["vr"] in {"OB", "OW"}
    assert told == {tag: value for tag, value in image.to_json_dict().items() if tag != "7FE00010"}
    assert patient.get(pixels["BulkDataURI"], accept="application/octet-stream").data == image.PixelData
    assert parts_of(patient.get(pixels["BulkDataURI"])) == [("application/octet-stream", image.PixelData)]


@pytest.mark.parametrize(
    ("accept", "form"),
    [(None, "JPEG"), ("*/*", "JPEG"), ("image/*", "JPEG"), ("image/jpeg", "JPEG"), ("image/png", "PNG")],
)
def test_a_browser_gets_a_picture(patient: Imaged, accept: str | None, form: str) -> None:
    for path in (f"{patient.instance(1)}/rendered", f"{patient.instance(1)}/frames/1/rendered"):
        answer = patient.get(path, accept=accept)

        with Image.open(io.BytesIO(answer.data)) as picture:
            assert (picture.format, picture.size, picture.mode) == (form, (256, 256), "L")
        assert answer.mimetype == f"image/{form.lower()}"


def test_png_is_the_picture_itself(patient: Imaged) -> None:
    answer = patient.get(f"{patient.instance()}/rendered", accept="image/png")

    with Image.open(io.BytesIO(answer.data)) as picture:
        assert picture.tobytes() == phantom(patient.studies[0].facts.modality, 1).tobytes()


def test_what_is_not_there_is_not_found(patient: Imaged) -> None:
    study = patient.studies[0]
    series = f"{WEB}/studies/{study.uid}/series/{study.series_uid}"

    for path in (f"{WEB}/studies/2.25.1", f"{WEB}/studies/{study.uid}/series/2.25.1", f"{series}/instances/2.25.1",
                 f"{patient.instance()}/frames/2", f"{patient.instance()}/rendered/1"):  # fmt: skip
        answer = patient.get(path)
        assert answer.status_code == 404
        assert answer.json["resourceType"] == "OperationOutcome"


def test_a_search_finds_the_studies_of_the_person(patient: Imaged) -> None:
    answer = patient.get(f"{WEB}/studies")

    assert answer.mimetype == "application/dicom+json"
    assert [one["0020000D"]["Value"][0] for one in answer.json] == [one.uid for one in patient.studies]
    for found in answer.json:
        assert patient.get(found["00081190"]["Value"][0]).status_code == 200


@pytest.mark.parametrize(
    ("name", "wanted", "other"),
    [
        ("StudyDate", "{study.facts.taken:%Y%m%d}", "19900101"),
        ("StudyDate", "{study.facts.taken:%Y%m%d}-", "-19900101"),
        ("ModalitiesInStudy", "XX,{study.facts.modality}", "XX"),
        ("StudyInstanceUID", "2.25.1\\{study.uid}", "2.25.1"),
        ("0020000d", "{study.uid}", "2.25.1"),
        ("AccessionNumber", "{study.accession}", "EX"),
        ("PatientName", "{study.persona.family_name}*", "nobody*"),
        ("PatientName", "*^{study.persona.given_name}", "*^nobody"),
        ("PatientName", "", "?"),
    ],
)
def test_a_search_chooses(patient: Imaged, name: str, wanted: str, other: str) -> None:
    study = patient.studies[0]

    found = patient.get(f"{WEB}/studies", (name, wanted.format(study=study)))
    nothing = patient.get(f"{WEB}/studies", (name, other))

    assert study.uid in {one["0020000D"]["Value"][0] for one in found.json}
    assert (nothing.status_code, nothing.data) == (204, b"")


def test_series_and_images_are_searched_and_paged(patient: Imaged) -> None:
    study = patient.studies[0]
    series = f"{WEB}/studies/{study.uid}/series"

    assert [one["0020000E"]["Value"] for one in patient.get(series).json] == [[study.series_uid]]
    for path in (f"{series}/{study.series_uid}/instances", f"{WEB}/studies/{study.uid}/instances"):
        assert len(patient.get(path).json) == len(study.instances)
        page = patient.get(path, ("limit", "1"), ("offset", "1"), ("includefield", "all"))
        assert [one["00080018"]["Value"][0] for one in page.json] == [study.instances[1].uid]
        assert patient.get(path, ("limit", "0")).status_code == 204
    assert patient.get(f"{series}/2.25.1/instances").status_code == 204


def test_a_search_for_another_patient_is_forbidden(patient: Imaged) -> None:
    assert patient.get(f"{WEB}/studies", ("PatientID", patient.persona.ins.matricule)).status_code == 200
    assert patient.get(f"{WEB}/studies", ("PatientID", patient.paired.claims["idpe"])).status_code == 200

    for other in ("1", "*", ""):
        answer = patient.get(f"{WEB}/studies", ("PatientID", other))
        assert answer.status_code == 403
        assert patient.bench.exchange.facts["patient_equal"] is False


@pytest.mark.parametrize(
    "query",
    [("colour", "red"), ("limit", "-1"), ("limit", "x"), ("offset", "1e3"), ("limit", "١"), ("StudyDate", "junk"),
     ("StudyDate", "20260231"), ("StudyDate", "-"), ("StudyDate", "20260101-20260102-"), ("StudyTime", "25"),
     ("SeriesNumber", "one"), ("00080018", "x")],
)  # fmt: skip
def test_a_search_that_is_not_understood_is_refused(patient: Imaged, query: tuple[str, str]) -> None:
    answer = patient.get(f"{WEB}/studies", query)

    assert answer.status_code == 400
    assert answer.json["resourceType"] == "OperationOutcome"


NAMES = st.sampled_from(["StudyDate", "PatientName", "limit", "offset", "00080020", "accept", "x", "ModalitiesInStudy"])


@settings(max_examples=60, deadline=None)
@given(
    query=st.lists(st.tuples(NAMES, st.text(max_size=20)), max_size=3), accept=st.text(st.characters(codec="latin-1"))
)
def test_no_request_makes_the_space_fail(query: list[tuple[str, str]], accept: str) -> None:
    wanted = "".join(letter for letter in accept if letter.isprintable())
    assert SHARED.get(f"{WEB}/studies", *query, accept=wanted).status_code < 500
    assert SHARED.get(f"{SHARED.instance()}/rendered", *query, accept=wanted).status_code < 500
