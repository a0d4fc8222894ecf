"""A document as CDA R2: the header that the CI-SIS wants, and a body of sections or a PDF (Structuration minimale)."""

import base64
from collections.abc import Iterator
from datetime import datetime
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from sandbox.fhir.documents.paper import Paper, document_oid
from sandbox.fhir.documents.pdf import rows, write_pdf
from sandbox.fhir.documents.vocabulary import Code, vocabulary
from sandbox.people.record import Analyte, Section

NAMESPACE: Final = "urn:hl7-org:v3"
_SCHEMA_INSTANCE: Final = "http://www.w3.org/2001/XMLSchema-instance"
_TEMPLATES: Final = ("2.16.840.1.113883.2.8.2.1", "1.2.250.1.213.1.1.1.1")  # HL7 France; CI-SIS
_NON_XML_TEMPLATE: Final = "1.3.6.1.4.1.19376.1.2.20"  # IHE XDS-SD
_PEOPLE, _PLACES = "1.2.250.1.71.4.2.1", "1.2.250.1.71.4.2.2"  # PS_IdNat and Struct_IdNat
_BY_RPPS, _BY_FINESS = "8", "1"  # what comes first in either, for the kind of number
_PROFESSIONS: Final = "1.2.250.1.213.1.1.4.5"  # profession, and specialty after a slash
_SPACE: Final = "2.999.250"  # custodian of what people put in themselves
_GENDERS: Final = {"female": ("F", "Féminin"), "male": ("M", "Masculin")}
_LABORATORY_STUDIES: Final = ("26436-6", "Examens de laboratoire")
_FLAGS: Final = {"H": "Élevé", "L": "Bas", "N": "Normal"}


def write_clinical_document(paper: Paper, *, pdf_inside: bool) -> bytes:
    """Write the document: with its PDF inside, or with sections that hold text and, for results, their values."""
    root = Element("ClinicalDocument", {"xmlns": NAMESPACE, "xmlns:xsi": _SCHEMA_INSTANCE})
    _header(root, paper, pdf_inside=pdf_inside)
    component = SubElement(root, "component")
    if pdf_inside:
        body = SubElement(component, "nonXMLBody")
        text = SubElement(body, "text", mediaType="application/pdf", representation="B64")
        text.text = base64.b64encode(write_pdf(paper)).decode()
    else:
        body = SubElement(component, "structuredBody")
        for section in paper.document.sections:
            _section(body, section)
        if paper.document.analytes:
            _results(body, paper)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _header(root: Element, paper: Paper, *, pdf_inside: bool) -> None:
    document = paper.document
    SubElement(root, "realmCode", code="FR")
    SubElement(root, "typeId", root="2.16.840.1.113883.1.3", extension="POCD_HD000040")
    for template in (*_TEMPLATES, *((_NON_XML_TEMPLATE,) if pdf_inside else ())):
        SubElement(root, "templateId", root=template)
    SubElement(root, "id", root=paper.oid)
    _code(root, "code", vocabulary().types[document.kind])
    SubElement(root, "title").text = document.title
    SubElement(root, "effectiveTime", value=_time(document.written))
    _code(root, "confidentialityCode", vocabulary().labels["N"])
    SubElement(root, "languageCode", code="fr-FR")
    SubElement(root, "setId", root=document_oid(document.replaces or document.id))
    SubElement(root, "versionNumber", value="2" if document.replaces else "1")
    _patient(SubElement(root, "recordTarget"), paper)
    author = SubElement(root, "author")
    SubElement(author, "time", value=_time(document.written))
    _person(SubElement(author, "assignedAuthor"), paper, "assignedPerson")
    _custodian(SubElement(SubElement(root, "custodian"), "assignedCustodian"), paper)
    signed = SubElement(root, "legalAuthenticator")
    SubElement(signed, "time", value=_time(document.written))
    SubElement(signed, "signatureCode", code="S")
    _person(SubElement(signed, "assignedEntity"), paper, "assignedPerson")
    _service(root, paper)
    if document.replaces:
        parent = SubElement(SubElement(root, "relatedDocument", typeCode="RPLC"), "parentDocument")
        SubElement(parent, "id", root=document_oid(document.replaces))
    encounter = SubElement(SubElement(root, "componentOf"), "encompassingEncounter")
    SubElement(SubElement(encounter, "effectiveTime"), "low", value=_time(document.written))
    place = SubElement(SubElement(encounter, "location"), "healthCareFacility")
    _code(place, "code", vocabulary().facilities[paper.place])


def _patient(target: Element, paper: Paper) -> None:
    holder = paper.holder
    role = SubElement(target, "patientRole")
    SubElement(role, "id", root=holder.ins.oid, extension=holder.ins.matricule)
    _address(role, holder.address.line, holder.address.postcode, holder.address.city)
    SubElement(role, "telecom", value=f"tel:{holder.phone}", use="MC")
    patient = SubElement(role, "patient")
    name = SubElement(patient, "name")
    for given in holder.birth_given_names:
        SubElement(name, "given").text = given
    SubElement(name, "family", qualifier="BR").text = holder.family_name
    if holder.used_name:
        SubElement(name, "family", qualifier="SP").text = holder.used_name
    code, words = _GENDERS[holder.gender]
    SubElement(patient, "administrativeGenderCode", code=code, codeSystem="2.16.840.1.113883.5.1", displayName=words)
    SubElement(patient, "birthTime", value=holder.birthdate.replace("-", ""))
    born = SubElement(SubElement(SubElement(patient, "birthplace"), "place"), "addr")
    SubElement(born, "county").text = holder.birthplace


def _person(assigned: Element, paper: Paper, person: str) -> None:
    author, holder = paper.author, paper.holder
    if author is None:
        SubElement(assigned, "id", root=holder.ins.oid, extension=holder.ins.matricule)
        _name(SubElement(assigned, person), holder.given_name, holder.used_name or holder.family_name)
        return
    SubElement(assigned, "id", root=_PEOPLE, extension=_BY_RPPS + author.rpps)
    occupation = author.occupation
    code = f"G15_{occupation.profession.code}"
    code += f"/{occupation.qualification.code}" if occupation.qualification else ""
    SubElement(assigned, "code", code=code, codeSystem=_PROFESSIONS, displayName=occupation.words.fr)
    SubElement(assigned, "telecom", value=f"mailto:{author.mssante}")
    _name(SubElement(assigned, person), author.given_name, author.family_name)
    _organization(SubElement(assigned, "representedOrganization"), paper)


def _custodian(assigned: Element, paper: Paper) -> None:
    _organization(SubElement(assigned, "representedCustodianOrganization"), paper)


def _organization(element: Element, paper: Paper) -> None:
    if paper.author is None:
        SubElement(element, "id", root=_SPACE)
        SubElement(element, "name").text = "Espace de santé d'essai"
        return
    organization = paper.author.organization
    SubElement(element, "id", root=_PLACES, extension=_BY_FINESS + organization.finess)
    SubElement(element, "name").text = organization.name
    SubElement(element, "telecom", value=f"tel:{organization.phone}")
    _address(element, organization.address.line, organization.address.postcode, organization.address.city)


def _service(root: Element, paper: Paper) -> None:
    event = SubElement(SubElement(root, "documentationOf"), "serviceEvent")
    _code(event, "code", vocabulary().types[paper.document.kind])
    SubElement(SubElement(event, "effectiveTime"), "low", value=_time(paper.document.written))
    performer = SubElement(event, "performer", typeCode="PRF")
    _person(SubElement(performer, "assignedEntity"), paper, "assignedPerson")


def _section(body: Element, section: Section) -> None:
    element = SubElement(SubElement(body, "component"), "section")
    SubElement(element, "title").text = section.title
    text = SubElement(element, "text")
    for paragraph in section.text.split("\n"):
        SubElement(text, "paragraph").text = paragraph


def _results(body: Element, paper: Paper) -> None:
    code, words = _LABORATORY_STUDIES
    section = SubElement(SubElement(body, "component"), "section")
    SubElement(section, "code", code=code, codeSystem="2.16.840.1.113883.6.1", displayName=words)
    SubElement(section, "title").text = words
    table = SubElement(SubElement(section, "text"), "table")
    head, *lines = rows(paper.document.analytes)
    _cells(SubElement(SubElement(table, "thead"), "tr"), "th", head)
    block = SubElement(table, "tbody")
    for cells in lines:
        _cells(SubElement(block, "tr"), "td", cells)
    for analyte in paper.document.analytes:
        _observation(SubElement(section, "entry", typeCode="DRIV"), analyte, paper.document.written)


def _cells(row: Element, name: str, cells: tuple[str, ...]) -> None:
    for cell in cells:
        SubElement(row, name).text = cell


def _observation(entry: Element, analyte: Analyte, taken: datetime) -> None:
    element = SubElement(entry, "observation", classCode="OBS", moodCode="EVN")
    SubElement(element, "code", code=analyte.loinc, codeSystem="2.16.840.1.113883.6.1", displayName=analyte.name)
    SubElement(element, "statusCode", code="completed")
    SubElement(element, "effectiveTime", value=_time(taken))
    SubElement(element, "value", {"xsi:type": "PQ", "value": str(analyte.value), "unit": analyte.unit})
    SubElement(
        element,
        "interpretationCode",
        code=analyte.flag,
        codeSystem="2.16.840.1.113883.5.83",
        displayName=_FLAGS[analyte.flag],
    )
    if analyte.low is not None or analyte.high is not None:
        usual = SubElement(SubElement(element, "referenceRange"), "observationRange")
        bounds = SubElement(usual, "value", {"xsi:type": "IVL_PQ"})
        for name, bound in _bounds(analyte):
            SubElement(bounds, name, value=bound, unit=analyte.unit)


def _bounds(analyte: Analyte) -> Iterator[tuple[str, str]]:
    if analyte.low is not None:
        yield "low", str(analyte.low)
    if analyte.high is not None:
        yield "high", str(analyte.high)


def _code(parent: Element, name: str, code: Code) -> None:
    SubElement(parent, name, code=code.code, codeSystem=code.oid, displayName=code.words)


def _name(person: Element, given: str, family: str) -> None:
    name = SubElement(person, "name")
    SubElement(name, "given").text = given
    SubElement(name, "family").text = family


def _address(parent: Element, line: str, postcode: str, city: str) -> None:
    address = SubElement(parent, "addr")
    SubElement(address, "streetAddressLine").text = line
    SubElement(address, "postalCode").text = postcode
    SubElement(address, "city").text = city
    SubElement(address, "country").text = "FR"


def _time(moment: datetime) -> str:
    return moment.strftime("%Y%m%d%H%M%S%z")
