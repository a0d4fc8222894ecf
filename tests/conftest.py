"""How hard hypothesis tries: a little in every run, a lot with `--hypothesis-profile=long` (tox -e long)."""

from hypothesis import settings

settings.register_profile("long", max_examples=1500)
