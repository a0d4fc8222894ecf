"""The measures that API Mesures 1.5.2 knows: profile, LOINC code, UCUM unit. One row each; everything else reads it.

Source: API Mesures 1.5.2, 2.1.1 and 2.3.1.1 (demonstration guide); the older canonical names are those of its examples.
"""

from dataclasses import dataclass, field
from typing import Final

MES_PREFIX: Final = "https://fhir.monespacesante.fr/ref/mesure/StructureDefinition/"
OLDER_PREFIX: Final = "http://esante.gouv.fr/ci-sis/fhir/StructureDefinition/"
EXTENSION_PREFIX: Final = "https://interop.esante.gouv.fr/ig/fhir/mesures/StructureDefinition/"
PHD_DEVICE: Final = "http://hl7.org/fhir/uv/phd/StructureDefinition/PhdDevice"

LOINC: Final = "http://loinc.org"
UCUM: Final = "http://unitsofmeasure.org"
MED: Final = "https://interop.esante.gouv.fr/ig/fhir/mesures/CodeSystem/fr-core-cs-fr-observation-code"
TAASIP: Final = "https://mos.esante.gouv.fr/NOS/TRE_R308-TAASIP/FHIR/TRE-R308-TAASIP"
OBSERVATION_CATEGORY: Final = "http://terminology.hl7.org/CodeSystem/observation-category"
MDC: Final = "urn:iso:std:iso:11073:10101"
CONTINUA_IDENTIFIERS: Final = "http://hl7.org/fhir/uv/phd/CodeSystem/ContinuaDeviceIdentifiers"
PHD_TYPE_CODE: Final = "65573"

SYSTOLIC: Final = "8480-6"
DIASTOLIC: Final = "8462-4"
BMI: Final = "39156-5"

Rule = tuple[bool, bool]  # moment of measurement wanted, number of days wanted


@dataclass(frozen=True)
class MeasureProfile:
    """A profile of Observation.

    Attributes:
        name: the last part of its canonical URL.
        older_name: the same, as the specification's own examples still write it.
        units: the UCUM code that each LOINC (or MED) code takes.
        components: the codes that must be components, each with a value; then `value[x]` is forbidden.
        glucose: for each code, whether the moment and the number of days are mandatory (else forbidden).
    """

    name: str
    older_name: str
    units: dict[str, str]
    components: tuple[str, ...] = ()
    glucose: dict[str, Rule] = field(default_factory=dict)

    @property
    def canonical(self) -> str:
        """The URL of the profile."""
        return MES_PREFIX + self.name

    @property
    def older_canonical(self) -> str:
        """The URL in the older form."""
        return OLDER_PREFIX + self.older_name


PROFILES: Final = (
    MeasureProfile("mes-observation-bodyweight", "ENS_FrObservationBodyWeight", {"29463-7": "kg"}),
    MeasureProfile("mes-observation-bodyheight", "ENS_FrObservationBodyHeight", {"8302-2": "cm"}),
    MeasureProfile("mes-observation-bmi", "ENS_FrObservationBmi", {BMI: "kg/m2"}),
    MeasureProfile(
        "mes-observation-bp",
        "ENS_FrObservationBp",
        {"85354-9": "mm[Hg]"},
        components=(SYSTOLIC, DIASTOLIC),
    ),
    MeasureProfile("mes-observation-bodytemperature", "ENS_FrObservationBodyTemperature", {"8310-5": "Cel"}),
    MeasureProfile(
        "mes-observation-glucose",
        "ENS_ObservationGlucose",
        {"2345-7": "mg/dL", "MED-969": "mg/dL", "4548-4": "%", "MED-972": "%"},
        glucose={
            "2345-7": (True, False),
            "MED-969": (False, True),
            "4548-4": (False, False),
            "MED-972": (False, True),
        },
    ),
    MeasureProfile("mes-observation-painseverity", "ENS_ObservationPainSeverity", {"72514-3": "1"}),
    MeasureProfile("mes-observation-stepsbyday", "ENS_ObservationStepsByDay", {"41950-7": "1/(24.h)"}),
    MeasureProfile("mes-observation-waistcircumference", "ENS_ObservationWaistCircumference", {"8280-0": "cm"}),
    MeasureProfile("mes-observation-headcircumference", "ENS_ObservationHeadCircumference", {"8287-5": "cm"}),
    MeasureProfile("mes-observation-heartrate", "ENS_FrObservationHeartrate", {"8867-4": "/min"}),
)

BODY_WEIGHT: Final = PROFILES[0]
BLOOD_PRESSURE: Final = PROFILES[3]
CODES: Final = {code: profile for profile in PROFILES for code in profile.units}
# The glucose codes of the ANS go under two systems: that of the guide Mesures, and that of JDV_J154.
SYSTEMS: Final = (LOINC, MED, TAASIP)


def profile_named(canonical: str) -> MeasureProfile | None:
    """Return the profile of a canonical URL, in the present or the older form; a version after `|` is left aside."""
    url = canonical.partition("|")[0]
    return next((profile for profile in PROFILES if url in {profile.canonical, profile.older_canonical}), None)
