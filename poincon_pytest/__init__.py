"""Conformance cases in the pytest of a publisher. Every pytest of an environment imports this: there is but a name."""

FILE_NAME = "poincon.yaml"
