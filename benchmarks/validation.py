"""What each validator accepts of sound resources, finds of planted faults, and does in a second.

Usage: python benchmarks/validation.py [SECONDS_OF_EACH_RACE]

Ours over R4 alone, then with the profile that fits; beside it fhir.resources (its R4B models: it has no R4),
fhirkit-rs and pyrofile-validator, on the same resources in the same run, warm, in one process.
"""

import copy
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import fhirkit
from builders.fhir_resources import SOUND
from builders.planted_faults import FAULTS
from fhir.resources.R4B import get_fhir_model_class
from pydantic import ValidationError
from pyrofile_validator import Validator

from sandbox.fhir.validation.outcome import outcome
from sandbox.fhir.validation.resource import validate

TARGET = 1_000  # Observations in a second on one core, over base R4
KINDS = tuple(dict.fromkeys(fault.kind for fault in FAULTS))
PROFILED = {
    "weight": "http://hl7.org/fhir/StructureDefinition/bodyweight",
    "pressure": "http://hl7.org/fhir/StructureDefinition/bp",
}
Resource = dict[str, Any]
Accepts = Callable[[Resource], bool]


def main() -> None:
    """Race them all, and print one line each."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    began = time.perf_counter()
    validate(SOUND["weight"]())
    print(f"first Observation, definitions read: {1000 * (time.perf_counter() - began):.0f} ms\n")
    planted = Counter(fault.kind for fault in FAULTS)
    kinds = " ".join(f"{kind}/{planted[kind]:<3}" for kind in KINDS)
    print(f"{'':24} sound/{len(SOUND)} faults/{len(FAULTS)} {kinds} Observations/s")
    for name, accepts in _validators().items():
        found = Counter(fault.kind for fault in FAULTS if not accepts(fault.broken()))
        accepted = sum(accepts(make()) for make in SOUND.values())
        by_kind = " ".join(f"{found[kind]:>{len(kind) + 4}}" for kind in KINDS)
        print(f"{name:24} {accepted:>8} {found.total():>10} {by_kind} {_per_second(accepts, seconds):>14,.0f}")
    print(f"\ntarget: every kind of fault, no sound resource refused, {TARGET:,} Observations/s over base R4")


def _validators() -> dict[str, Accepts]:
    pyrofile = Validator()
    return {
        "ours, base R4": lambda resource: outcome(validate(resource)) != "invalid",
        "ours, with profile": lambda resource: outcome(validate(resource, _profile_of(resource))) != "invalid",
        "fhir.resources R4B": _fhir_resources,
        "fhirkit-rs": lambda resource: all(issue.severity != "error" for issue in fhirkit.validate(resource)),
        "pyrofile-validator": lambda resource: not pyrofile.validate_resource(resource).errors,
    }


def _profile_of(resource: Resource) -> tuple[str, ...]:
    code = resource.get("code")
    codes = [coding.get("code") for coding in code.get("coding", [])] if isinstance(code, dict) else []
    return (PROFILED["weight"],) if "29463-7" in codes else (PROFILED["pressure"],) if "85354-9" in codes else ()


def _fhir_resources(resource: Resource) -> bool:
    try:
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)
    except (ValidationError, KeyError, ValueError, TypeError, AttributeError):  # some faults it trips over
        return False
    return True


def _per_second(accepts: Accepts, seconds: float) -> float:
    """Count the Observations of both kinds that a validator looks at in a second of processor time."""
    observations = [copy.deepcopy(SOUND[name]()) for name in PROFILED for _ in range(50)]
    for resource in observations[::50]:
        accepts(resource)
    count, began = 0, time.process_time()
    while time.process_time() - began < seconds:
        for resource in observations:
            accepts(resource)
        count += len(observations)
    return count / (time.process_time() - began)


if __name__ == "__main__":
    main()
