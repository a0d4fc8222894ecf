"""Given names by the time of birth, and the surnames of residents: lists of ordinary names, nobody is meant."""

from typing import Final

from sandbox.people.names import MARKED_SURNAMES, PLAIN_SURNAMES
from sandbox.people.persona import Gender

# The year before which each generation was born, then its feminine and its masculine names.
_GENERATIONS: Final = (
    (
        1946,
        ("Andrée", "Colette", "Denise", "Ginette", "Huguette", "Jacqueline", "Jeannine", "Josette", "Lucette",
         "Marcelle", "Marie-Thérèse", "Micheline", "Odette", "Paulette", "Raymonde", "Simone", "Suzanne", "Yvette"),
        ("André", "Bernard", "Claude", "Fernand", "Georges", "Gilbert", "Guy", "Henri", "Jacques", "Jean", "Lucien",
         "Marcel", "Maurice", "Pierre", "Raymond", "René", "Robert", "Roger"),
    ),
    (
        1970,
        ("Annick", "Annie", "Brigitte", "Catherine", "Chantal", "Christine", "Corinne", "Dominique", "Évelyne",
         "Françoise", "Isabelle", "Martine", "Maryse", "Monique", "Nadine", "Nicole", "Patricia", "Sylvie"),
        ("Alain", "Christian", "Daniel", "Didier", "Dominique", "Éric", "François", "Gérard", "Jean-Claude",
         "Jean-Luc", "Joël", "Michel", "Pascal", "Patrick", "Philippe", "Serge", "Thierry", "Yves"),
    ),
    (
        1990,
        ("Amandine", "Aurélie", "Carole", "Céline", "Delphine", "Élodie", "Émilie", "Fatiha", "Julie", "Karine",
         "Laetitia", "Magali", "Mélanie", "Sandrine", "Séverine", "Sonia", "Stéphanie", "Virginie"),
        ("Arnaud", "Aurélien", "Benoît", "Cédric", "Christophe", "David", "Fabien", "Farid", "Guillaume", "Jérôme",
         "Julien", "Ludovic", "Mathieu", "Mehdi", "Nicolas", "Romain", "Sébastien", "Yann"),
    ),
    (
        2010,
        ("Aïcha", "Alice", "Anaëlle", "Camille", "Chloé", "Clara", "Emma", "Enora", "Eva", "Laura", "Léa", "Lucie",
         "Manon", "Marine", "Mathilde", "Océane", "Pauline", "Sarah"),
        ("Alexandre", "Antoine", "Axel", "Baptiste", "Clément", "Dylan", "Enzo", "Hugo", "Kévin", "Léo", "Lucas",
         "Maxime", "Nathan", "Rayan", "Théo", "Thomas", "Valentin", "Yanis"),
    ),
    (
        10_000,
        ("Agathe", "Alba", "Alma", "Ambre", "Anna", "Iris", "Jade", "Jeanne", "Julia", "Lina", "Lou", "Louise",
         "Mila", "Nour", "Romy", "Rose", "Victoire", "Zoé"),
        ("Adam", "Arthur", "Eden", "Gabriel", "Gaspard", "Ismaël", "Jules", "Liam", "Louis", "Malo", "Marius", "Naël",
         "Noah", "Raphaël", "Robin", "Sacha", "Soan", "Tiago"),
    ),
)  # fmt: skip

SURNAMES: Final = (
    *PLAIN_SURNAMES, *MARKED_SURNAMES,
    "Adam", "Arnaud", "Bernier", "Bertrand", "Blanc", "Boyer", "Chauvin", "Clément", "Da Costa", "Denis", "Dubois",
    "Etcheverry", "Ferrand", "Gautier", "Giraud", "Guérin", "Hervé", "Huet", "Julien", "Kaya", "Lacombe", "Laurent",
    "Legrand", "Lopez", "Mallet", "Marty", "Mathieu", "Moreau", "Nguyen", "Pereira", "Petit", "Pons", "Richard",
    "Robin", "Roux", "Sabatier", "Simon", "Traoré", "Tran", "Vincent",
)  # fmt: skip


def given_names(gender: Gender, year: int) -> tuple[str, ...]:
    """Return the given names that were common for a gender in a year of birth."""
    _before, feminine, masculine = next(one for one in _GENERATIONS if year < one[0])
    return feminine if gender == "female" else masculine
