"""Names of DICOM that this package needs without loading pydicom, which takes a while."""

from typing import Final

EXPLICIT_LITTLE_ENDIAN: Final = "1.2.840.10008.1.2.1"  # the transfer syntax of every file (PS3.5, A.2)
WEB_ROOT: Final = "/dicom-web"  # below the base of the API
PIXEL_DATA: Final = "7FE00010"
DICOM_CODES: Final = "http://dicom.nema.org/resources/ontology/DCM"
DICOM_UIDS: Final = "urn:dicom:uid"
