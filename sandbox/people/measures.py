"""What a person's health space holds before any app writes: measures of eleven kinds, in plain numbers."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

GlucoseMoment = Literal[
    "fasting", "before_meal", "after_meal", "after_exercise", "unwell"
]  # LOINC 53049-3, 88365-2, 16915-1,
# LA11865-5 and CISP2 A05 in JDV_J157-MomentGlucose-ENS
GlucoseDays = Literal[7, 14, 30, 90]  # GEN-275 to GEN-278 in JDV_J164-GlucoseNumberOfDays-ENS


@dataclass(frozen=True)
class BodyWeight:
    """A body weight in kilograms, `value` as written (two decimals are kept), and when it was taken (aware)."""

    value: Decimal
    taken: datetime


@dataclass(frozen=True)
class BloodPressure:
    """A blood pressure, both in millimetres of mercury, and when it was taken (aware)."""

    systolic: int
    diastolic: int
    taken: datetime


@dataclass(frozen=True)
class BodyHeight:
    """A body height (lying length before two years) in centimetres."""

    value: Decimal
    taken: datetime


@dataclass(frozen=True)
class BodyMassIndex:
    """A body mass index in kg/m2, computed by the space from a weight and a height; apps may not write one."""

    value: Decimal
    taken: datetime


@dataclass(frozen=True)
class BodyTemperature:
    """A body temperature in degrees Celsius."""

    value: Decimal
    taken: datetime


@dataclass(frozen=True)
class BloodGlucose:
    """A capillary glucose in mg/dL with its moment (LOINC 2345-7; API Mesures 1.5: the moment is mandatory)."""

    value: int
    moment: GlucoseMoment
    taken: datetime


@dataclass(frozen=True)
class InterstitialGlucose:
    """A mean of interstitial glucose in mg/dL over a number of days (MED-969; the number of days is mandatory)."""

    value: int
    days: GlucoseDays
    taken: datetime


@dataclass(frozen=True)
class GlycatedHaemoglobin:
    """A glycated haemoglobin in per cent (LOINC 4548-4)."""

    value: Decimal
    taken: datetime


@dataclass(frozen=True)
class GlucoseManagementIndex:
    """A glucose management index in per cent over a number of days (MED-972; the number of days is mandatory)."""

    value: Decimal
    days: GlucoseDays
    taken: datetime


@dataclass(frozen=True)
class PainSeverity:
    """A pain from 0 (none) to 10 (the worst that can be imagined)."""

    value: int
    taken: datetime


@dataclass(frozen=True)
class StepsByDay:
    """The steps of the day of `taken`."""

    value: int
    taken: datetime


@dataclass(frozen=True)
class WaistCircumference:
    """A waist circumference in centimetres."""

    value: Decimal
    taken: datetime


@dataclass(frozen=True)
class HeadCircumference:
    """The head circumference of an infant in centimetres."""

    value: Decimal
    taken: datetime


@dataclass(frozen=True)
class HeartRate:
    """A heart rate at rest, in beats a minute."""

    value: int
    taken: datetime


Measure = BodyWeight | BloodPressure  # what every person of a run has
GlucoseMeasure = BloodGlucose | InterstitialGlucose | GlycatedHaemoglobin | GlucoseManagementIndex
HealthMeasure = (
    BodyWeight
    | BloodPressure
    | BodyHeight
    | BodyMassIndex
    | BodyTemperature
    | GlucoseMeasure
    | PainSeverity
    | StepsByDay
    | WaistCircumference
    | HeadCircumference
    | HeartRate
)
