"""The official definitions of FHIR R4 (4.0.1), as `tools/compile_definitions.py` packed them; read piece by piece."""

import json
import zipfile
from functools import cache
from importlib import resources
from io import BytesIO
from typing import Any

# What the archive holds is ours, written by our own tool: it is trusted as code is, and typed loosely here only.
Definition = dict[str, Any]


@cache
def read(name: str) -> Any:  # noqa: ANN401 - one JSON file of the archive
    """Return a file of the archive, such as `type/Observation.json`.

    Raises:
        KeyError: the archive has no such file.
    """
    return json.loads(_archive().read(name))


@cache
def resource_types() -> frozenset[str]:
    """Return the names of the resources that R4 has and that can be sent: the abstract ones are not among them."""
    return frozenset(read("resources.json")) - {"Resource", "DomainResource"}


@cache
def primitive_types() -> frozenset[str]:
    """Return the names of the primitive types."""
    return frozenset(read("primitives.json"))


@cache
def _archive() -> zipfile.ZipFile:
    """Open the archive from memory: a wheel may itself be read from a zip file."""
    packed = resources.files("sandbox.fhir.validation").joinpath("definitions", "r4.zip").read_bytes()
    return zipfile.ZipFile(BytesIO(packed))
