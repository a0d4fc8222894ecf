"""The e-prescription as the patient carries it: one page of PDF with the QR code; the same bytes each time."""

from itertools import groupby
from typing import Final

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from sandbox.fhir.prescriptions.e_prescription import EPrescription
from sandbox.fhir.prescriptions.qr_code import QUIET, qr_code
from sandbox.people.persona import Persona
from sandbox.people.professional import Professional

_FONT: Final = "Helvetica"
_MARGIN: Final = 18  # millimetres, as everything here
_CODE_SIDE: Final = 72
_GREY: Final = 110
# The standard fonts of PDF know the characters of Latin-1 only (ISO 32000-1, annex D).
_INSTEAD: Final = str.maketrans({"œ": "oe", "Œ": "Oe", "’": "'", "‘": "'", "–": "-", "—": "-", "…": "...", "€": "EUR"})


def paper(prescription: EPrescription, code_text: str) -> bytes:
    """Write the page; `code_text` is what the QR code holds."""
    page = FPDF(format="A4")
    page.set_creation_date(prescription.written)
    page.set_title(f"Ordonnance {prescription.number}")
    page.set_lang("fr-FR")
    page.set_margin(_MARGIN)
    page.set_auto_page_break(auto=True, margin=_MARGIN)
    page.add_page()
    _say(page, "Ordonnance électronique", size=17, style="B")
    _say(page, f"Numéro {prescription.number}", size=10)
    page.ln(5)
    _prescriber(page, prescription.prescriber)
    page.ln(4)
    _patient(page, prescription.persona)
    page.ln(4)
    _say(page, f"Le {prescription.written:%d/%m/%Y}, à délivrer jusqu'au {prescription.until:%d/%m/%Y}", size=10)
    page.ln(3)
    for number, line in enumerate(prescription.lines, 1):
        _say(page, f"{number}. {line.drug}", size=12, style="B")
        _say(page, f"    {line.dose}, pendant {line.days} jours (ATC {line.atc})", size=11)
        page.ln(1.5)
    _code(page, code_text)
    return bytes(page.output())


def _prescriber(page: FPDF, prescriber: Professional) -> None:
    place = prescriber.organization
    _say(page, f"{prescriber.name}, {prescriber.occupation.words.fr}", size=11, style="B")
    _say(page, f"RPPS {prescriber.rpps}", size=10)
    _say(page, f"{place.name}, {place.address.line}, {place.address.postcode} {place.address.city}", size=10)
    _say(page, f"Téléphone {place.phone}", size=10)


def _patient(page: FPDF, persona: Persona) -> None:
    year, month, day = persona.birthdate.split("-")
    born = "née" if persona.gender == "female" else "né"
    _say(page, f"Pour {persona.name}, {born} {persona.family_name} le {day}/{month}/{year}", size=11, style="B")
    _say(page, f"INS {persona.ins.matricule} (OID {persona.ins.oid}, identité de test)", size=10)


def _code(page: FPDF, code_text: str) -> None:
    """Draw the code dark module by dark module, so that it is sharp at any size; runs of a row at once."""
    matrix = qr_code(code_text).matrix
    module = _CODE_SIDE / (len(matrix) + 2 * QUIET)
    if page.will_page_break(_CODE_SIDE):
        page.add_page()
    top = page.get_y()
    page.set_fill_color(0)
    for row, modules in enumerate(matrix, QUIET):
        column = QUIET
        for dark, run in groupby(modules):
            width = len(list(run))
            if dark:
                place = (_MARGIN + column * module, top + row * module)
                page.rect(*place, width * module, module, style="F")
            column += width
    page.set_y(top + _CODE_SIDE)
    page.set_text_color(_GREY)
    _say(page, "Ce code est signé : le pharmacien vérifie qu'il est authentique et ce qui reste à délivrer.", size=8)
    _say(page, "Personne, professionnel et ordonnance inventés : espace de santé simulé, sans valeur médicale.", size=8)


def _say(page: FPDF, text: str, *, size: int, style: str = "") -> None:
    page.set_font(_FONT, style=style, size=size)
    written = text.translate(_INSTEAD).encode("latin-1", "replace").decode("latin-1")
    page.multi_cell(0, size * 0.48, written, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
