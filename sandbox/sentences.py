"""What the pages of a package say, from the file `words.yaml` beside them."""

from functools import cache
from importlib import resources

import yaml


@cache
def sentences(package: str, language: str) -> dict[str, str]:
    """Return every sentence of a package in one language, by key."""
    document = yaml.safe_load(resources.files(package).joinpath("words.yaml").read_text("utf-8"))
    return {key: said[language] for key, said in document.items()}
