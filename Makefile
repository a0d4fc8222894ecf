# Two commands: `make demo` (the whole story on one machine) and `make test` (every test). Both start from nothing.
PYTHON ?= python3
PORT ?= 8080
EXIT ?=

.PHONY: demo test kill-matrix lock clean

demo: .venv/ready
	tools/localhost
	.venv/bin/poincon demo --port $(PORT) $(if $(EXIT),--exit)

test: .venv-dev/ready
	tools/localhost
	tools/system-packages chromium chromium-headless-shell curl libatomic1
	.venv-dev/bin/tox run-parallel --parallel auto -e lint,types,imports,docs
	.venv-dev/bin/tox run -e tests

# Plays every defect and writes docs/reference/kill-matrix.md anew.
kill-matrix: .venv-dev/ready
	.venv-dev/bin/tox run -e kill-matrix

# Locks anew: what pyproject.toml and requirements/*.in ask, resolved, with hashes.
lock:
	$(PYTHON) tools/lock.py

clean:
	rm -rf .venv .venv-dev .tox

.venv/ready: requirements/runtime.txt pyproject.toml
	tools/virtual-environment $(PYTHON) .venv requirements/runtime.txt

.venv-dev/ready: requirements/dev.txt pyproject.toml
	tools/virtual-environment $(PYTHON) .venv-dev requirements/dev.txt
