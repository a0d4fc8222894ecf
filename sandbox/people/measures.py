"""What a person's health space holds before any app writes: body weights and blood pressures, in plain numbers."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


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


Measure = BodyWeight | BloodPressure
