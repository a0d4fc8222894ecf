"""Settings for every test of the sandbox."""

from hypothesis import settings

# Examples take as long as they take: a busy machine is no defect.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
