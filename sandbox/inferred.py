"""What the space supposes of the real one, read from `inferred.yaml`."""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

READ, WRITE = "read", "write"


@dataclass(frozen=True)
class Family:
    """A family of health data for which consent to read and consent to write are asked apart."""

    name: str
    fr: str
    en: str
    detail_fr: str
    detail_en: str

    @property
    def scopes(self) -> tuple[str, str]:
        """The scope that reads and the scope that writes."""
        return f"{self.name}.{READ}", f"{self.name}.{WRITE}"


@dataclass(frozen=True)
class Lifetimes:
    """How long each thing is good for, in seconds."""

    interaction: float
    sign_in: float
    code: float
    access_token: float
    id_token: float
    refresh_token: float
    client_assertion: float
    launch: float = 0.0  # which identity providers do not know
    request_uri: float = 0.0  # idem


@dataclass(frozen=True)
class HolderRules:
    """The life of a health space: weeks to refuse it, age of majority in years, and what emergency access needs.

    Attributes:
        emergency: seconds that an emergency access of a professional opens the record.
        longest_reason: characters of its reason.
        actor_claim: the claim of the ID token that tells who signed in for another.
    """

    weeks_to_refuse: int
    majority: int
    emergency: float
    longest_reason: int
    actor_claim: str


@dataclass(frozen=True)
class Backchannel:
    """Authentication without a browser (CIBA): seconds, and characters of the binding message."""

    expires_in: int
    interval: int
    slow_down: int
    longest_message: int


@dataclass(frozen=True)
class ProSanteConnectRules:
    """What is supposed of Pro Santé Connect.

    Attributes:
        phone: how long an e-CPS stays activated, in seconds.
        methods: `amr` of a request accepted on the phone.
        sectors: the code of TRE_R02 for each kind of organisation.
    """

    lifetimes: Lifetimes
    backchannel: Backchannel
    phone: float
    methods: tuple[str, ...]
    sectors: dict[str, str]


@dataclass(frozen=True)
class FranceConnectRules:
    """What is supposed of FranceConnect and FranceConnect+; `methods` are the `amr` of each level."""

    client_assertion: float
    methods: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class ApcvRules:
    """What is supposed of the carte Vitale app; `methods` are the `amr` of each level."""

    lifetimes: Lifetimes
    methods: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class IdentityProviders:
    """What is supposed of each national identity provider."""

    prosanteconnect: ProSanteConnectRules
    franceconnect: FranceConnectRules
    apcv: ApcvRules


@dataclass(frozen=True)
class Authentication:
    """How somebody proved who they are: level (`acr`) and methods (`amr`, RFC 8176), as ID tokens tell them."""

    acr: str
    amr: tuple[str, ...]


@dataclass(frozen=True)
class Oids:
    """The roots below which solutions and their assigning authorities are numbered."""

    solution_root: str
    assigning_authority_root: str


@dataclass(frozen=True)
class MeasureRules:
    """What API Mesures leaves open."""

    accept_older_profiles: bool
    account_suspended: str


@dataclass(frozen=True)
class AgendaRules:
    """What API Agenda leaves open: the systems of the identifiers of its appointments and of what is due."""

    appointment_system: str
    reminder_system: str


@dataclass(frozen=True)
class MessageRules:
    """What a message may hold (characters, bytes decoded, pixels), and the domain of the citizens' mailboxes.

    `clock_tolerance` is how many seconds the clock of an app may be ahead of ours.
    """

    mailbox_domain: str
    longest_text: int
    longest_subject: int
    most_attachments: int
    largest_attachment: int
    largest_image: int
    attachment_types: tuple[str, ...]
    clock_tolerance: float


@dataclass(frozen=True)
class PrescriptionRules:
    """How e-prescriptions are numbered, and for how many days after they were written they may be fetched."""

    number_system: str
    valid_days: int


@dataclass(frozen=True)
class DocumentRules:
    """What API Documents leaves open.

    Attributes:
        content_types: the media types of contents that are taken in.
        classes: the class (TRE_A03) of each type of document; `other_class` that of all others.
    """

    content_types: tuple[str, ...]
    classes: dict[str, str]
    other_class: str
    not_yours: str


@dataclass(frozen=True)
class InsRules:
    """What the texts on the INS leave open: the most characters of a name in a datamatrix."""

    longest_name: int


@dataclass(frozen=True)
class Inferred:
    """All inferred values. `claims` maps a scope to the claims it opens; `service_scopes` no person gives."""

    claims: dict[str, tuple[str, ...]]
    families: tuple[Family, ...]
    service_scopes: tuple[str, ...]
    lifetimes: Lifetimes
    holder: HolderRules
    sign_in: dict[str, Authentication]
    identity_providers: IdentityProviders
    id_token_header: str
    oids: Oids
    measures: MeasureRules
    agenda: AgendaRules
    messages: MessageRules
    prescriptions: PrescriptionRules
    documents: DocumentRules
    ins: InsRules

    @property
    def data_scopes(self) -> tuple[str, ...]:
        """The scopes that need a person's consent, family by family."""
        return tuple(scope for family in self.families for scope in family.scopes)

    @property
    def scopes(self) -> tuple[str, ...]:
        """Every scope that a person may be asked for."""
        return (*self.claims, *self.data_scopes)


@cache
def inferred() -> Inferred:
    """Return the values of `inferred.yaml`; a malformed file is our own fault and raises."""
    document = yaml.safe_load(resources.files("sandbox").joinpath("inferred.yaml").read_text("utf-8"))
    return Inferred(
        claims={scope: tuple(opened["claims"]) for scope, opened in document["scopes"].items()},
        families=tuple(Family(name=name, **words) for name, words in document["families"].items()),
        service_scopes=tuple(document["service_scopes"]),
        lifetimes=Lifetimes(**document["lifetimes"]),
        holder=HolderRules(**document["holder"]),
        sign_in={way: Authentication(told["acr"], tuple(told["amr"])) for way, told in document["sign_in"].items()},
        identity_providers=_identity_providers(document["identity_providers"]),
        id_token_header=document["id_token_header"],
        oids=Oids(**document["oids"]),
        measures=MeasureRules(**document["measures"]),
        agenda=AgendaRules(**document["agenda"]),
        messages=_message_rules(document["messages"]),
        prescriptions=PrescriptionRules(**document["prescriptions"]),
        documents=DocumentRules(
            **{**document["documents"], "content_types": tuple(document["documents"]["content_types"])}
        ),
        ins=InsRules(**document["ins"]),
    )


def _identity_providers(written: dict[str, Any]) -> IdentityProviders:
    professionals, citizens, app = written["prosanteconnect"], written["franceconnect"], written["apcv"]
    return IdentityProviders(
        prosanteconnect=ProSanteConnectRules(
            lifetimes=Lifetimes(**professionals["lifetimes"]),
            backchannel=Backchannel(**professionals["backchannel"]),
            phone=professionals["phone"],
            methods=tuple(professionals["methods"]),
            sectors=professionals["sectors"],
        ),
        franceconnect=FranceConnectRules(citizens["client_assertion"], _methods(citizens)),
        apcv=ApcvRules(Lifetimes(**app["lifetimes"]), _methods(app)),
    )


def _methods(written: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    return {level: tuple(methods) for level, methods in written["methods"].items()}


def _message_rules(written: dict[str, Any]) -> MessageRules:
    return MessageRules(**{**written, "attachment_types": tuple(written["attachment_types"])})
