"""What Pro Santé Connect tells of a professional, in the shape of its UserInfo answers in the bac à sable."""

from typing import Final

from sandbox.inferred import inferred
from sandbox.json_value import JsonObject
from sandbox.people.professional import Organization, Professional

# OIDs of the value sets: TRE_R02 (sector), TRE_G15 (profession), level of authentication, local identity.
_SECTOR: Final = "1.2.250.1.71.4.2.4"
_PROFESSION: Final = "1.2.250.1.213.1.1.5.5"
_AUTHENTICATION_LEVEL: Final = "APPPRIP3^1.2.250.1.213.1.5.1.1.1"
_LOCAL_IDENTITY: Final = "1.2.250.1.213.1.3.1.1"
_CIVIL: Final = "C"
_LIBERAL, _SALARIED = "L", "S"
_ORDINAL_SPECIALTY: Final = "S"
_TITLED: Final = frozenset({"10", "40"})  # physicians and dentists practise as doctors
CLAIMS: Final = (
    *("Secteur_Activite", "sub", "email_verified", "SubjectOrganization", "Mode_Acces_Raison", "preferred_username"),
    *("given_name", "Acces_Regulation_Medicale", "UITVersion", "Palier_Authentification", "SubjectRefPro"),
    *("SubjectOrganizationID", "SubjectRole", "PSI_Locale", "otherIds", "SubjectNameID", "family_name"),
)


def claims_of(professional: Professional, national_id: str) -> JsonObject:
    """Return every claim about a professional but `sub`; numbers of organisations are FINESS numbers."""
    organization = professional.organization
    return {
        "Secteur_Activite": f"{_sector(organization)}^{_SECTOR}",
        "email_verified": False,
        "SubjectOrganization": organization.name,
        "Mode_Acces_Raison": "",
        "preferred_username": national_id,
        "given_name": professional.given_name,
        "Acces_Regulation_Medicale": "FAUX",
        "UITVersion": "1.0",
        "Palier_Authentification": _AUTHENTICATION_LEVEL,
        "SubjectRefPro": {
            "codeCivilite": "MME" if professional.gender == "female" else "M",
            "exercices": [_practice(professional)],
        },
        "SubjectOrganizationID": f"F{organization.finess}",
        "SubjectRole": [f"{professional.occupation.profession.code}^{_PROFESSION}"],
        "PSI_Locale": _LOCAL_IDENTITY,
        "otherIds": [{"identifiant": national_id, "origine": "EDIT", "qualite": 1}],
        "SubjectNameID": national_id,
        "family_name": professional.family_name,
    }


def _practice(professional: Professional) -> JsonObject:
    occupation = professional.occupation
    return {
        "codeProfession": occupation.profession.code,
        "codeCategorieProfessionnelle": _CIVIL,
        "codeCiviliteDexercice": "DR" if occupation.profession.code in _TITLED else "",
        "nomDexercice": professional.family_name,
        "prenomDexercice": professional.given_name,
        "codeTypeSavoirFaire": _ORDINAL_SPECIALTY if occupation.qualification else "",
        "codeSavoirFaire": occupation.qualification.code if occupation.qualification else "",
        "activities": [_activity(professional.organization)],
    }


def _activity(organization: Organization) -> JsonObject:
    address = organization.address
    number, _, street = address.line.partition(" ")
    return {
        "codeModeExercice": _SALARIED if organization.kind == "hospital" else _LIBERAL,
        "codeSecteurDactivite": _sector(organization),
        "codeSectionPharmacien": "",
        "codeRole": "",
        "codeGenreActivite": "GENR01",
        "numeroSiretSite": "",
        "numeroSirenSite": "",
        "numeroFinessSite": organization.finess,
        "numeroFinessetablissementJuridique": "",
        "identifiantTechniqueDeLaStructure": f"F{organization.finess}",
        "raisonSocialeSite": organization.name,
        "enseigneCommercialeSite": "",
        "complementDestinataire": "",
        "complementPointGeographique": "",
        "numeroVoie": number,
        "indiceRepetitionVoie": "",
        "codeTypeDeVoie": "",
        "libelleVoie": street,
        "mentionDistribution": "",
        "bureauCedex": f"{address.postcode} {address.city}",
        "codePostal": address.postcode,
        "codeCommune": address.commune,
        "codePays": "99000",
        "telephone": organization.phone,
        "telephone2": "",
        "telecopie": "",
        "adresseEMail": "",
        "codeDepartement": address.department,
        "ancienIdentifiantDeLaStructure": f"1{organization.finess}",
        "autoriteDenregistrement": "",
    }


def _sector(organization: Organization) -> str:
    return inferred().identity_providers.prosanteconnect.sectors[organization.kind]
