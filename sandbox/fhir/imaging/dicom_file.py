"""An image of a study as DICOM (PS3.3 and PS3.10), made when asked: the same bytes each time."""

import array
import io
import sys
from collections.abc import Callable
from typing import Final

from PIL import Image
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import UID

from sandbox.fhir.imaging.dicom_names import EXPLICIT_LITTLE_ENDIAN, PIXEL_DATA
from sandbox.fhir.imaging.instances import ImagedStudy, Instance
from sandbox.fhir.imaging.phantom import phantom
from sandbox.json_value import JsonObject
from sandbox.people.people import People
from sandbox.people.record import Modality
from sandbox.spaces import Space

_IMPLEMENTATION: Final = "2.25.213419163361034826371834720311873424177"  # a UUID of ours
_UTF_8: Final = "ISO_IR 192"
_SNOMED: Final = "SCT"
_BYTE: Final = 8
_PAIRED: Final = frozenset({"72696002", "74670003"})  # knee and wrist
_AIR: Final = -1024  # Hounsfield units of the value 0


def dicom_file(space: Space, study: ImagedStudy, instance: Instance) -> bytes:
    """Write the file of an image."""
    written = io.BytesIO()
    data_set(space, study, instance).save_as(written, enforce_file_format=True)
    return written.getvalue()


def metadata(space: Space, study: ImagedStudy, instance: Instance, pixels: str) -> JsonObject:
    """Write the data set of an image as DICOM JSON (PS3.18, F), with a URL in place of the pixels."""
    made = data_set(space, study, instance)
    vr = made[PIXEL_DATA].VR
    del made[PIXEL_DATA]
    return {**made.to_json_dict(), PIXEL_DATA: {"vr": vr, "BulkDataURI": pixels}}


def pixels_of(study: ImagedStudy, instance: Instance) -> bytes:
    """Return the pixels of an image as they are stored, the rows from the top, little-endian."""
    return _stored(study, phantom(study.facts.modality, instance.number))


def rendered(study: ImagedStudy, instance: Instance, form: str) -> bytes:
    """Draw an image for a browser, as `jpeg` or `png`."""
    written = io.BytesIO()
    phantom(study.facts.modality, instance.number).save(written, format=form, quality=90)
    return written.getvalue()


def data_set(space: Space, study: ImagedStudy, instance: Instance) -> Dataset:
    """Make the data set of an image, with its file meta information."""
    made = Dataset()
    made.file_meta = FileMetaDataset()
    made.file_meta.MediaStorageSOPClassUID = UID(study.kind.sop_class)
    made.file_meta.MediaStorageSOPInstanceUID = UID(instance.uid)
    made.file_meta.TransferSyntaxUID = UID(EXPLICIT_LITTLE_ENDIAN)
    made.file_meta.ImplementationClassUID = UID(_IMPLEMENTATION)
    made.file_meta.ImplementationVersionName = "POINCON"
    made.SpecificCharacterSet = _UTF_8
    made.SOPClassUID = study.kind.sop_class
    made.SOPInstanceUID = instance.uid
    _patient(made, study)
    _study(made, study)
    _series(made, space, study)
    _image(made, study, instance)
    _OF_MODALITY[study.facts.modality](made, study, instance)
    _pixels(made, study, phantom(study.facts.modality, instance.number))
    return made


def _patient(made: Dataset, study: ImagedStudy) -> None:
    """Patient module (C.7.1.1); the identifier is the INS, of the OID kept for tests."""
    persona = study.persona
    made.PatientName = f"{persona.family_name}^{persona.given_name}"
    made.PatientID = persona.ins.matricule
    made.IssuerOfPatientID = persona.ins.oid
    made.IssuerOfPatientIDQualifiersSequence = [_item(UniversalEntityID=persona.ins.oid, UniversalEntityIDType="ISO")]
    made.PatientBirthDate = persona.birthdate.replace("-", "")
    made.PatientSex = "F" if persona.gender == "female" else "M"


def _study(made: Dataset, study: ImagedStudy) -> None:
    """General Study module (C.7.2.1)."""
    made.StudyInstanceUID = study.uid
    made.StudyDate = f"{study.facts.taken:%Y%m%d}"
    made.StudyTime = f"{study.facts.taken:%H%M%S}"
    made.TimezoneOffsetFromUTC = f"{study.facts.taken:%z}"
    made.ReferringPhysicianName = ""
    made.StudyID = "1"
    made.AccessionNumber = study.accession
    made.StudyDescription = study.facts.description


def _series(made: Dataset, space: Space, study: ImagedStudy) -> None:
    """General Series and General Equipment modules (C.7.3.1, C.7.5.1)."""
    radiologist = space.part(People).directory.find(study.facts.radiologist)
    made.Modality = study.facts.modality
    made.SeriesInstanceUID = study.series_uid
    made.SeriesNumber = 1
    made.SeriesDescription = study.facts.description
    made.SeriesDate, made.SeriesTime = made.StudyDate, made.StudyTime
    made.BodyPartExamined = study.facts.body_part.en.upper()
    made.Manufacturer = "Poincon"
    made.ManufacturerModelName = "Phantom"
    made.SoftwareVersions = "1"
    made.DeviceSerialNumber = "1"
    if radiologist is not None:
        made.InstitutionName = radiologist.organization.name
        made.PerformingPhysicianName = f"{radiologist.family_name}^{radiologist.given_name}"


def _image(made: Dataset, study: ImagedStudy, instance: Instance) -> None:
    """General Image and Image Pixel modules (C.7.6.1, C.7.6.3), the pixels apart."""
    side, bits = study.kind.pixel, study.kind.bits
    made.InstanceNumber = instance.number
    made.ImageComments = f"{instance.title}. Phantom drawn for tests: no body was imaged."
    made.ContentDate, made.ContentTime = made.StudyDate, made.StudyTime
    made.AcquisitionDate, made.AcquisitionTime = made.StudyDate, made.StudyTime
    made.ImageType = ["DERIVED", "PRIMARY"]
    made.BurnedInAnnotation = "NO"  # the word that is burnt in identifies nobody
    made.LossyImageCompression = "00"
    made.PatientOrientation = ["L", "F"]
    made.SamplesPerPixel = 1
    made.PhotometricInterpretation = "MONOCHROME2"
    made.BitsAllocated = _BYTE if bits <= _BYTE else 2 * _BYTE
    made.BitsStored = bits
    made.HighBit = bits - 1
    made.PixelRepresentation = 0
    made.PixelSpacing = [side, side]
    if bits > _BYTE:
        made.WindowCenter, made.WindowWidth = 2 ** (bits - 1), 2**bits


def _pixels(made: Dataset, study: ImagedStudy, picture: Image.Image) -> None:
    made.Columns, made.Rows = picture.size
    made.add_new(PIXEL_DATA, "OW" if study.kind.bits > _BYTE else "OB", _stored(study, picture))


def _stored(study: ImagedStudy, picture: Image.Image) -> bytes:
    """Widen the greys to the bits that are stored."""
    greys = picture.tobytes()
    if study.kind.bits <= _BYTE:
        return greys
    wide = array.array("H", (grey << study.kind.bits - _BYTE for grey in greys))
    if sys.byteorder == "big":
        wide.byteswap()
    return wide.tobytes()


def _computed_tomography(made: Dataset, study: ImagedStudy, instance: Instance) -> None:
    """CT Image module (C.8.2.1)."""
    made.ImageType = ["DERIVED", "PRIMARY", "AXIAL"]
    _plane(made, study, instance)
    made.AcquisitionNumber = 1
    made.KVP = 120
    made.RescaleIntercept, made.RescaleSlope, made.RescaleType = _AIR, 1, "HU"
    made.WindowCenter += _AIR


def _magnetic_resonance(made: Dataset, study: ImagedStudy, instance: Instance) -> None:
    """MR Image module (C.8.3.1)."""
    made.ImageType = ["DERIVED", "PRIMARY", "OTHER"]
    _plane(made, study, instance)
    made.ScanningSequence, made.SequenceVariant, made.ScanOptions = "SE", "NONE", ""
    made.MRAcquisitionType = "2D"
    made.RepetitionTime, made.EchoTime, made.EchoTrainLength = 2500, 90, 1


def _plane(made: Dataset, study: ImagedStudy, instance: Instance) -> None:
    """Frame of Reference and Image Plane modules (C.7.4.1, C.7.6.2)."""
    made.PatientPosition = "HFS"
    made.FrameOfReferenceUID = study.frame_of_reference
    made.PositionReferenceIndicator = ""
    made.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    made.ImagePositionPatient = [-190, -190, 5 * instance.number]
    made.SliceThickness = 5
    if study.facts.body_part.code in _PAIRED:
        made.Laterality = "R"
    del made.PatientOrientation  # the plane tells it


def _ultrasound(made: Dataset, _study: ImagedStudy, _instance: Instance) -> None:
    """US Image module (C.8.5.6): distances are told by regions, of which a phantom has none."""
    made.ImageType = ["DERIVED", "PRIMARY"]
    del made.PixelSpacing
    del made.PatientOrientation
    made.PatientOrientation = ""


def _digital_radiograph(made: Dataset, study: ImagedStudy, _instance: Instance) -> None:
    """DX modules (C.8.11.1 to C.8.11.4)."""
    part = study.facts.body_part
    made.PresentationIntentType = "FOR PRESENTATION"
    made.ImageLaterality = "U"
    made.AnatomicRegionSequence = [_code(part.code, _SNOMED, part.en)]
    made.PixelIntensityRelationship, made.PixelIntensityRelationshipSign = "LOG", -1
    made.RescaleIntercept, made.RescaleSlope, made.RescaleType = 0, 1, "US"
    made.PresentationLUTShape = "IDENTITY"
    made.AcquisitionContextSequence = []
    made.DetectorType = "DIRECT"
    made.ImagerPixelSpacing = made.PixelSpacing


def _mammogram(made: Dataset, study: ImagedStudy, instance: Instance) -> None:
    """Mammography modules (C.8.11.7), on top of those of radiographs."""
    _digital_radiograph(made, study, instance)
    right = instance.number % 2 == 1
    made.ImageLaterality = "R" if right else "L"
    made.PatientOrientation = ["P", "L"] if right else ["A", "R"]
    made.OrganExposed = "BREAST"
    made.PositionerType = "MAMMOGRAPHIC"
    made.BreastImplantPresent = "NO"
    view = ("399162004", "cranio-caudal") if instance.number <= 2 else ("399368009", "medio-lateral oblique")  # noqa: PLR2004 - two sides
    made.ViewCodeSequence = [_code(view[0], _SNOMED, view[1])]
    made.ViewCodeSequence[0].ViewModifierCodeSequence = []


def _code(value: str, scheme: str, meaning: str) -> Dataset:
    return _item(CodeValue=value, CodingSchemeDesignator=scheme, CodeMeaning=meaning)


def _item(**elements: str) -> Dataset:
    item = Dataset()
    for keyword, value in elements.items():
        setattr(item, keyword, value)
    return item


_OF_MODALITY: Final[dict[Modality, Callable[[Dataset, ImagedStudy, Instance], None]]] = {
    "DX": _digital_radiograph,
    "MG": _mammogram,
    "US": _ultrasound,
    "CT": _computed_tomography,
    "MR": _magnetic_resonance,
}
