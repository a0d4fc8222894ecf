"""Which professionals a story has a person see, why, how often, and what the professional then writes."""

from dataclasses import dataclass
from typing import Final

from sandbox.people.professional import Specialty
from sandbox.people.record import StoryName


@dataclass(frozen=True)
class Visit:
    """A kind of visit: with whom, why, days between two of them, and the conclusion of the report."""

    specialty: Specialty
    reason: str
    every: int
    conclusion: str


VISITS: Final[dict[StoryName, tuple[Visit, ...]]] = {
    "healthy": (
        Visit("general_practitioner", "Consultation de suivi", 300, "Examen clinique sans particularité."),
        Visit("dentist", "Contrôle dentaire", 400, "Détartrage effectué, pas de carie. Contrôle dans un an."),
    ),
    "childhood": (
        Visit("paediatrician", "Suivi de l'enfant", 240, "Croissance régulière, développement en accord avec l'âge."),
        Visit("dentist", "Contrôle dentaire", 400, "Pas de carie. Conseils de brossage rappelés."),
    ),
    "hypertension": (
        Visit(
            "general_practitioner", "Suivi de la tension", 95, "Pression artérielle contrôlée, traitement poursuivi."
        ),
        Visit("cardiologist", "Bilan cardiologique", 380, "Électrocardiogramme sans anomalie. Pas de retentissement."),
    ),
    "diabetes": (
        Visit("general_practitioner", "Suivi du diabète", 95, "Examen des pieds normal. Poursuite de la metformine."),
        Visit("nurse", "Éducation thérapeutique", 180, "Technique d'autosurveillance revue et acquise."),
    ),
    "asthma": (
        Visit("general_practitioner", "Suivi de l'asthme", 180, "Asthme contrôlé. Technique d'inhalation vérifiée."),
    ),
    "pregnancy": (
        Visit(
            "midwife", "Consultation de grossesse", 30, "Hauteur utérine conforme au terme, mouvements actifs perçus."
        ),
        Visit("gynaecologist", "Avis obstétrical", 90, "Grossesse d'évolution normale, suivi par la sage-femme."),
    ),
    "arthrosis": (
        Visit(
            "general_practitioner", "Douleurs du genou", 160, "Gonalgie mécanique. Marche et renforcement conseillés."
        ),
    ),
    "heart_failure": (
        Visit(
            "cardiologist", "Suivi de l'insuffisance cardiaque", 150, "Patient compensé, fraction d'éjection stable."
        ),
        Visit("nurse", "Surveillance du poids", 45, "Poids stable, pas d'œdème des membres inférieurs."),
    ),
    "cancer_followed": (
        Visit("general_practitioner", "Surveillance après cancer", 180, "Pas de signe de récidive à l'examen."),
    ),
}
