"""Laboratory results: panels of analytes with LOINC codes, UCUM units and usual ranges."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Final

from sandbox.people.record import Analyte, StoryName


@dataclass(frozen=True)
class Assay:
    """What is measured, and the value and spread to be expected with and without the illness that it watches."""

    loinc: str
    name: str
    unit: str
    low: str | None
    high: str | None
    usual: float
    spread: float
    ill: float
    decimals: int
    watches: StoryName | None = None


ASSAYS: Final = (
    Assay("718-7", "Hémoglobine", "g/dL", "12.0", "17.0", 14.1, 0.9, 14.1, 1),
    Assay("6690-2", "Leucocytes", "10*3/uL", "4.0", "10.0", 6.8, 1.2, 6.8, 1),
    Assay("777-3", "Plaquettes", "10*3/uL", "150", "400", 255, 40, 255, 0),
    Assay("2160-0", "Créatinine", "mg/dL", "0.50", "1.20", 0.86, 0.13, 1.25, 2, "heart_failure"),
    Assay("2823-3", "Potassium", "mmol/L", "3.5", "5.1", 4.2, 0.25, 4.2, 1),
    Assay("2345-7", "Glucose", "mg/dL", "70", "110", 91, 7, 148, 0, "diabetes"),
    Assay("4548-4", "Hémoglobine glyquée (HbA1c)", "%", "4.0", "6.0", 5.4, 0.2, 7.3, 1, "diabetes"),
    Assay("2093-3", "Cholestérol total", "mg/dL", None, "200", 192, 24, 205, 0, "hypertension"),
    Assay("2571-8", "Triglycérides", "mg/dL", None, "150", 104, 26, 140, 0, "diabetes"),
)


def panel(stories: tuple[StoryName, ...], chance: Random) -> tuple[Analyte, ...]:
    """Draw the results of a blood test."""
    results = []
    for assay in ASSAYS:
        mean = assay.ill if assay.watches in stories else assay.usual
        value = Decimal(max(mean * 0.5, chance.gauss(mean, assay.spread))).quantize(Decimal(1).scaleb(-assay.decimals))
        low, high = (Decimal(bound) if bound else None for bound in (assay.low, assay.high))
        results.append(Analyte(assay.loinc, assay.name, value, assay.unit, low, high))
    return tuple(results)
