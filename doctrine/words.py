"""The doctrine's own words, said to people in French and in English."""

from __future__ import annotations

from doctrine.model import Bilingual, Confidence, EditionStatus, EvidenceKind, LegalStanding, Method, Obligation

OBLIGATIONS = {
    Obligation.SHALL: Bilingual("obligatoire (SHALL)", "binding (SHALL)"),
    Obligation.SHOULD: Bilingual("recommandée (SHOULD)", "recommended (SHOULD)"),
    Obligation.MAY: Bilingual("facultative (MAY)", "optional (MAY)"),
}
STANDINGS = {
    LegalStanding.LAW: Bilingual("la loi ou le règlement", "the law or a regulation"),
    LegalStanding.REFERENTIAL: Bilingual("un référentiel", "a referential"),
    LegalStanding.PLATFORM: Bilingual("une règle de cette plateforme", "a rule of this platform"),
}
CONFIDENCES = {
    Confidence.CONFIRMED: Bilingual(
        "confirmée : lue dans la loi ou dans une source sur le référencement",
        "confirmed: read in the law or in a source about listing",
    ),
    Confidence.CONFIRMED_TOPIC: Bilingual(
        "sujet confirmé : ni le texte exact ni le niveau n'ont été lus",
        "topic confirmed: neither the exact text nor the level was read",
    ),
    Confidence.CONFIRMED_FAMILY: Bilingual(
        "famille confirmée : une ligne d'un groupe connu", "family confirmed: one line of a known group"
    ),
    Confidence.CONFIRMED_BLOCK: Bilingual(
        "bloc confirmé : un ensemble connu dont les lignes manquent",
        "block confirmed: a known set whose lines are missing",
    ),
    Confidence.REFERENTIAL: Bilingual(
        "lue dans un référentiel sous-jacent, non confirmée comme ligne de l'annexe",
        "read in an underlying referential, not confirmed as a line of the annex",
    ),
    Confidence.SECONDARY: Bilingual(
        "de seconde main : transcription d'un tiers seulement", "second hand: a third party's transcription only"
    ),
    Confidence.BACKGROUND: Bilingual("connue de la norme, non relue", "known from the standard, not read again"),
    Confidence.PEER_ONLY: Bilingual(
        "demandée à l'étranger, non confirmée ici", "asked in another country, not confirmed here"
    ),
    Confidence.NOT_FOUND: Bilingual("introuvable", "not found"),
}
METHODS = {
    Method.AUTOMATED: Bilingual("des cas de la suite de conformité", "cases of the conformance suite"),
    Method.HOOK_UP: Bilingual("l'exécution d'accrochage, après la convention", "the hook-up run, after the agreement"),
    Method.INSPECTION: Bilingual("l'examen de preuves par une personne", "inspection of evidence by a person"),
    Method.DECLARATION: Bilingual("la déclaration de l'éditeur", "the publisher's declaration"),
}
STATUSES = {
    EditionStatus.DRAFT: Bilingual("projet", "draft"),
    EditionStatus.IN_FORCE: Bilingual("en vigueur", "in force"),
    EditionStatus.SUPERSEDED: Bilingual("remplacée", "superseded"),
}
EVIDENCE_KINDS = {
    EvidenceKind.CERTIFICATE: Bilingual("certificat", "certificate"),
    EvidenceKind.IMPACT_ASSESSMENT: Bilingual("analyse d'impact", "impact assessment"),
    EvidenceKind.RISK_ANALYSIS: Bilingual("analyse de risques", "risk analysis"),
    EvidenceKind.PENETRATION_TEST: Bilingual("test d'intrusion", "penetration test"),
    EvidenceKind.ACCESSIBILITY_STATEMENT: Bilingual("déclaration d'accessibilité", "accessibility statement"),
    EvidenceKind.ECOSCORE: Bilingual("écoscore", "ecoscore"),
    EvidenceKind.CONTENT_GRID: Bilingual("grille de contenu", "content grid"),
    EvidenceKind.AI_FILE: Bilingual("dossier sur l'IA", "AI file"),
    EvidenceKind.CONSENT_TEXT: Bilingual("texte de consentement", "consent text"),
    EvidenceKind.AUDIT_REPORT: Bilingual("rapport d'audit", "audit report"),
    EvidenceKind.TEST_REPORT: Bilingual("rapport d'essai", "test report"),
    EvidenceKind.CONTRACT: Bilingual("contrat", "contract"),
    EvidenceKind.COMMITMENT: Bilingual("engagement", "commitment"),
    EvidenceKind.DESCRIPTION: Bilingual("description", "description"),
    EvidenceKind.INVENTORY: Bilingual("inventaire", "inventory"),
    EvidenceKind.SCREENSHOT: Bilingual("capture d'écran", "screenshot"),
    EvidenceKind.SAMPLE: Bilingual("exemple", "sample"),
    EvidenceKind.TRANSCRIPT: Bilingual("trace", "transcript"),
    EvidenceKind.LOG_EXTRACT: Bilingual("extrait de journal", "log extract"),
}
