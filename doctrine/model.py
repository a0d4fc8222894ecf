"""What the doctrine requires: requirements, their revisions, and editions that put revisions in force."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from doctrine.conditions import Condition


class Obligation(StrEnum):
    """How binding a requirement is in an edition (words of RFC 2119)."""

    SHALL = "SHALL"
    SHOULD = "SHOULD"
    MAY = "MAY"


class LegalStanding(StrEnum):
    """Where the force of a requirement comes from: a rule of this platform alone, a referential, or the law."""

    PLATFORM = "platform"
    REFERENTIAL = "referential"
    LAW = "law"


class Confidence(StrEnum):
    """How the text behind a requirement was established."""

    CONFIRMED = "confirmed"  # read in the law or in a source about listing
    CONFIRMED_TOPIC = "confirmed_topic"  # the topic is confirmed, its exact text or level is not
    CONFIRMED_FAMILY = "confirmed_family"  # one of a confirmed group
    CONFIRMED_BLOCK = "confirmed_block"  # a confirmed set whose lines are unknown
    REFERENTIAL = "referential"  # read in an underlying referential, not confirmed as a line of the annex
    SECONDARY = "secondary"  # a third party's transcription only
    BACKGROUND = "background"  # known from the standard, not read again
    PEER_ONLY = "peer_only"  # asked by a foreign peer, not confirmed for this catalogue
    NOT_FOUND = "not_found"


class Method(StrEnum):
    """How a requirement is verified."""

    AUTOMATED = "automated"  # by cases of the conformance suite
    HOOK_UP = "hook_up"  # by the hook-up run of the platform, after decision and agreement
    INSPECTION = "inspection"  # by a reviewer, on documents or screens
    DECLARATION = "declaration"  # by the publisher's signed word


class EvidenceKind(StrEnum):
    """What a piece of evidence is, so that a publisher knows what to make and a desk what to look at."""

    CERTIFICATE = "certificate"
    IMPACT_ASSESSMENT = "impact_assessment"
    RISK_ANALYSIS = "risk_analysis"
    PENETRATION_TEST = "penetration_test"
    ACCESSIBILITY_STATEMENT = "accessibility_statement"
    ECOSCORE = "ecoscore"
    CONTENT_GRID = "content_grid"
    AI_FILE = "ai_file"
    CONSENT_TEXT = "consent_text"
    AUDIT_REPORT = "audit_report"
    TEST_REPORT = "test_report"
    CONTRACT = "contract"
    COMMITMENT = "commitment"
    DESCRIPTION = "description"
    INVENTORY = "inventory"
    SCREENSHOT = "screenshot"
    SAMPLE = "sample"
    TRANSCRIPT = "transcript"
    LOG_EXTRACT = "log_extract"


class Peer(StrEnum):
    """A text beside ours that asks for the same: of a standards body, another referential, another country."""

    ASVS = "ASVS"  # OWASP Application Security Verification Standard
    MASVS = "MASVS"  # OWASP Mobile Application Security Verification Standard
    RFC = "RFC"
    OIDC = "OIDC"
    SMART = "SMART"
    FHIR = "FHIR"
    CI_SIS = "CI-SIS"  # the French interoperability framework
    PGSSI_S = "PGSSI-S"  # the French security policy of health information systems
    SEGUR = "SEGUR"
    DMN = "DMN"  # the French referential of digital medical devices
    CSP = "CSP"  # the French code of public health
    GDPR = "GDPR"
    EIDAS = "EIDAS"
    EHDS = "EHDS"
    ISO_82304_2 = "ISO-82304-2"
    DTAC = "DTAC"  # NHS Digital Technology Assessment Criteria
    TR_03161 = "TR-03161"  # BSI
    RGAA = "RGAA"
    WCAG = "WCAG"
    RGESN = "RGESN"


class EditionStatus(StrEnum):
    """Whether an edition may support a dossier or a label."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"


@dataclass(frozen=True)
class Bilingual:
    """A text for people, in the two languages of the platform."""

    fr: str
    en: str

    def __getitem__(self, language: str) -> str:
        """The text in `fr` or `en`. Raises KeyError for another language."""
        return {"fr": self.fr, "en": self.en}[language]


@dataclass(frozen=True)
class Source:
    """The text that a requirement rests on: its name, version and address."""

    text: str
    version: str | None
    url: str | None


@dataclass(frozen=True)
class Provenance:
    """Where the line came from: its official number when one was read, and how the text was established."""

    official_ref: str | None
    note: str


@dataclass(frozen=True)
class Verification:
    """How the requirement is verified; `reason` says why not by a machine, None when it is automated."""

    method: Method
    reason: Bilingual | None
    rests_on: tuple[str, ...] = ()  # requirements of the same edition whose verdicts a reviewer reads for this one


@dataclass(frozen=True)
class ExpectedEvidence(Bilingual):
    """A piece of evidence that is expected: its name, and where the text says so, its kind, formats and validity."""

    kind: EvidenceKind | None = None
    formats: tuple[str, ...] = ()
    valid_months: int | None = None


@dataclass(frozen=True)
class CrossReference:
    """Where a peer asks for the same."""

    to: Peer
    clause: str


@dataclass(frozen=True)
class ConditionalObligation:
    """An obligation that holds when the declared facts meet the condition."""

    when: Condition
    obligation: Obligation


@dataclass(frozen=True)
class Requirement:
    """One revision of a requirement, as its file states it.

    `obligation` is what holds when no row of `conditional` does. `digest` is `sha256:` of the file's bytes.
    """

    id: str
    revision: int
    theme: str
    title: Bilingual
    statement: Bilingual
    actor: str
    profiles: tuple[str, ...]
    applies_when: Condition
    obligation: Obligation
    conditional: tuple[ConditionalObligation, ...]
    legal_standing: LegalStanding
    source: Source
    clause: str
    provenance: Provenance
    confidence: Confidence
    verification: Verification
    evidence: tuple[ExpectedEvidence, ...]
    remediation: Bilingual
    digest: str
    required_level: Bilingual | None = None
    cross_references: tuple[CrossReference, ...] = ()

    @property
    def automated(self) -> bool:
        """Whether cases of the suite speak to it."""
        return self.verification.method is Method.AUTOMATED


@dataclass(frozen=True)
class Edition:
    """A dated set of revisions. `digest` binds its id and the digest of every revision in it."""

    id: str
    title: Bilingual
    status: EditionStatus
    in_force_from: str | None
    requirements: tuple[Requirement, ...]
    digest: str
    transition_until: str | None = None  # superseded: until that day, it included, it may still be filed under

    def counts_on(self, day: date) -> bool:
        """Whether a dossier may rest on it that day: in force, or replaced and within its transition period."""
        match self.status:
            case EditionStatus.IN_FORCE:
                return self.in_force_from is not None and self.in_force_from <= day.isoformat()
            case EditionStatus.SUPERSEDED:
                return self.transition_until is not None and day.isoformat() <= self.transition_until
            case _:
                return False

    def find(self, requirement_id: str) -> Requirement | None:
        """The requirement of that id in this edition, None if it has none."""
        return next((one for one in self.requirements if one.id == requirement_id), None)
