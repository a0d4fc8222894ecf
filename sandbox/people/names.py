"""Names for made-up people: ordinary French first names and surnames put together at random; nobody is meant."""

FEMININE = (
    "Adèle", "Agathe", "Anaïs", "Camille", "Capucine", "Chloé", "Clémence", "Diane", "Élise", "Fanny",
    "Garance", "Hélène", "Inès", "Jeanne", "Léonie", "Lucile", "Maëlle", "Manon", "Margaux", "Noémie", "Rose",
    "Solène", "Victoire", "Yasmine",
)  # fmt: skip
MASCULINE = (
    "Adrien", "Armand", "Baptiste", "Bastien", "Clément", "Corentin", "Damien", "Étienne", "Félix", "Gabin",
    "Hugo", "Jules", "Karim", "Loïc", "Lucien", "Malo", "Nathan", "Octave", "Quentin", "Rémi", "Samir", "Théo",
    "Titouan", "Victor",
)  # fmt: skip

PLAIN_SURNAMES = (
    "Allard", "Aubert", "Bailly", "Barbier", "Baron", "Bertin", "Besson", "Blanchard", "Blin", "Bonnet",
    "Boucher", "Boulanger", "Bourdon", "Bouvier", "Breton", "Brunet", "Carlier", "Caron", "Charpentier",
    "Chevalier", "Colin", "Collet", "Cordier", "Coste", "Delaunay", "Delmas", "Descamps", "Dumont", "Dupuis",
    "Duval", "Fabre", "Faure", "Fleury", "Fontaine", "Fournier", "Gaillard", "Garnier", "Gauthier", "Gilbert",
    "Girard", "Grondin", "Guichard", "Guillot", "Hamon", "Hardy", "Henry", "Hubert", "Jacquet", "Joly",
    "Jourdan", "Klein", "Lambert", "Langlois", "Lebrun", "Leclerc", "Lemaire", "Leroux", "Maillard", "Marchand",
    "Martel", "Masson", "Menard", "Mercier", "Meunier", "Morin", "Noel", "Olivier", "Pasquier", "Perrin",
    "Picard", "Poirier", "Renaud", "Rivoire", "Rolland", "Roussel", "Sauvage", "Tessier", "Vasseur", "Vidal",
    "Weber",
)  # fmt: skip
MARKED_SURNAMES = (
    "D'Aubigny", "D'Hervé", "L'Hostis", "L'Hôte", "N'Diaye", "N'Guessan", "O'Mahony", "De l'Orme", "Béranger",
    "Bérard", "Chérif", "Créteil", "Desprès", "Dubœuf", "Fénelon", "Forêt", "Gérôme", "Hébert", "Lécuyer",
    "Lefèvre", "Lévêque", "Mérieux", "Müller", "Péron", "Prévost", "Régnier", "Sénéchal", "Thévenot", "Vézina",
    "Zédé", "Aymard-Fabre", "Bize-Caron", "Cros-Morin", "Drouet-Hamon", "Gasnier-Joly", "Le Bihan-Roux",
    "Marsan-Vidal", "Pelletan-Noël", "Saint-Aubin", "Viel-Masson",
)  # fmt: skip
