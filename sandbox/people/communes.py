"""Communes of the three departments: the thirty largest of each (Code officiel géographique, La Poste)."""

from dataclasses import dataclass
from functools import cache
from typing import Final


@dataclass(frozen=True)
class Commune:
    """A commune: INSEE code, name, postcodes, and inhabitants in hundreds (population municipale, 2023)."""

    code: str
    name: str
    postcodes: tuple[str, ...]
    hundreds: int

    @property
    def department(self) -> str:
        """The two-digit code of its department."""
        return self.code[:2]


@dataclass(frozen=True)
class Department:
    """A department: code, name, thousands of inhabitants, prefix of the telephone numbers kept for fiction there."""

    code: str
    name: str
    thousands: int
    fiction_prefix: str  # ARCEP, plan national de numérotation: numbers for audiovisual works, one block a zone


DEPARTMENTS: Final = (
    Department("44", "Loire-Atlantique", 1490, "26191"),
    Department("31", "Haute-Garonne", 1470, "53649"),
    Department("80", "Somme", 565, "35301"),
)
DEPARTMENT_OF: Final = {department.code: department for department in DEPARTMENTS}

COMMUNES: Final = (
    Commune("44109", "Nantes", ("44000", "44100", "44200", "44300"), 3277),
    Commune("44184", "Saint-Nazaire", ("44600",), 746),
    Commune("44162", "Saint-Herblain", ("44800",), 510),
    Commune("44143", "Rezé", ("44400",), 436),
    Commune("44190", "Saint-Sébastien-sur-Loire", ("44230",), 286),
    Commune("44114", "Orvault", ("44700",), 285),
    Commune("44215", "Vertou", ("44120",), 262),
    Commune("44047", "Couëron", ("44220",), 241),
    Commune("44026", "Carquefou", ("44470",), 209),
    Commune("44035", "La Chapelle-sur-Erdre", ("44240",), 207),
    Commune("44020", "Bouguenais", ("44340",), 205),
    Commune("44131", "Pornic", ("44210",), 187),
    Commune("44055", "La Baule-Escoublac", ("44500",), 169),
    Commune("44069", "Guérande", ("44350",), 168),
    Commune("44172", "Sainte-Luce-sur-Loire", ("44980",), 164),
    Commune("44154", "Saint-Brevin-les-Pins", ("44250",), 145),
    Commune("44132", "Pornichet", ("44380",), 128),
    Commune("44036", "Châteaubriant", ("44110",), 123),
    Commune("44003", "Ancenis-Saint-Géréon", ("44150",), 116),
    Commune("44129", "Pontchâteau", ("44160",), 115),
    Commune("44204", "Thouaré-sur-Loire", ("44470",), 110),
    Commune("44209", "Treillières", ("44119",), 106),
    Commune("44015", "Blain", ("44130",), 104),
    Commune("44009", "Basse-Goulaine", ("44115",), 97),
    Commune("44110", "Nort-sur-Erdre", ("44390",), 96),
    Commune("44195", "Savenay", ("44260",), 95),
    Commune("44212", "Vallet", ("44330",), 95),
    Commune("44188", "Saint-Philbert-de-Grand-Lieu", ("44310",), 94),
    Commune("44198", "Les Sorinières", ("44840",), 93),
    Commune("44194", "Sautron", ("44880",), 86),
    Commune("31555", "Toulouse", ("31000", "31100", "31200", "31300", "31400", "31500"), 5148),
    Commune("31149", "Colomiers", ("31770",), 409),
    Commune("31557", "Tournefeuille", ("31170",), 302),
    Commune("31069", "Blagnac", ("31700",), 276),
    Commune("31395", "Muret", ("31600",), 261),
    Commune("31424", "Plaisance-du-Touch", ("31830",), 211),
    Commune("31157", "Cugnaux", ("31270",), 207),
    Commune("31044", "Balma", ("31130",), 178),
    Commune("31113", "Castanet-Tolosan", ("31320",), 153),
    Commune("31446", "Ramonville-Saint-Agne", ("31520",), 152),
    Commune("31506", "Saint-Orens-de-Gameville", ("31650",), 146),
    Commune("31187", "Fonsorbes", ("31470",), 130),
    Commune("31561", "L'Union", ("31240",), 126),
    Commune("31483", "Saint-Gaudens", ("31800",), 121),
    Commune("31116", "Castelginest", ("31780",), 113),
    Commune("31488", "Saint-Jean", ("31240",), 113),
    Commune("31588", "Villeneuve-Tolosane", ("31270",), 110),
    Commune("31547", "Seysses", ("31600",), 105),
    Commune("31033", "Auterive", ("31190",), 105),
    Commune("31291", "Léguevin", ("31490",), 99),
    Commune("31499", "Saint-Lys", ("31470",), 99),
    Commune("31203", "Frouzins", ("31270",), 98),
    Commune("31433", "Portet-sur-Garonne", ("31120",), 98),
    Commune("31451", "Revel", ("31250",), 98),
    Commune("31022", "Aucamville", ("31140",), 96),
    Commune("31282", "Launaguet", ("31140",), 92),
    Commune("31232", "Grenade", ("31330",), 91),
    Commune("31150", "Cornebarrieu", ("31700",), 90),
    Commune("31417", "Pibrac", ("31820",), 90),
    Commune("31056", "Beauzelle", ("31700",), 87),
    Commune("80021", "Amiens", ("80000", "80080", "80090"), 1364),
    Commune("80001", "Abbeville", ("80100",), 224),
    Commune("80016", "Albert", ("80300",), 95),
    Commune("80620", "Péronne", ("80200",), 71),
    Commune("80212", "Corbie", ("80800",), 60),
    Commune("80561", "Montdidier", ("80500",), 59),
    Commune("80685", "Roye", ("80700",), 58),
    Commune("80253", "Doullens", ("80600",), 58),
    Commune("80489", "Longueau", ("80330",), 57),
    Commune("80799", "Villers-Bretonneux", ("80800",), 46),
    Commune("80410", "Ham", ("80400",), 44),
    Commune("80164", "Camon", ("80450",), 44),
    Commune("80368", "Friville-Escarbotin", ("80130",), 43),
    Commune("80725", "Salouël", ("80480",), 42),
    Commune("80570", "Moreuil", ("80110",), 39),
    Commune("80674", "Rivery", ("80136",), 36),
    Commune("80131", "Boves", ("80440",), 32),
    Commune("80318", "Flixecourt", ("80420",), 32),
    Commune("80011", "Ailly-sur-Somme", ("80470",), 30),
    Commune("80688", "Rue", ("80120",), 30),
    Commune("80680", "Rosières-en-Santerre", ("80170",), 29),
    Commune("80724", "Saleux", ("80480",), 27),
    Commune("80010", "Ailly-sur-Noye", ("80250",), 26),
    Commune("80533", "Mers-les-Bains", ("80350",), 25),
    Commune("80632", "Pont-de-Metz", ("80480",), 24),
    Commune("80308", "Feuquières-en-Vimeu", ("80210",), 24),
    Commune("80373", "Gamaches", ("80220",), 24),
    Commune("80182", "Cayeux-sur-Mer", ("80410",), 23),
    Commune("80721", "Saint-Valery-sur-Somme", ("80230",), 23),
    Commune("80585", "Nesle", ("80190",), 23),
)  # fmt: skip
COMMUNE_OF: Final = {commune.code: commune for commune in COMMUNES}


@cache
def communes_of(department: str) -> tuple[Commune, ...]:
    """Return the communes of a department, the largest first; an unknown department has none."""
    return tuple(commune for commune in COMMUNES if commune.department == department)
