"""The key that signs the reports of runs made by the platform."""

from catalogue_portal.keys import KeyPurpose

REPORT = KeyPurpose("report", "poincon-report+jws")
