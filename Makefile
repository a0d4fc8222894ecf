# Two commands: `make demo` (the whole story on one machine) and `make test` (every test). Both start from nothing.
PYTHON ?= python3
PORT ?= 8080
EXIT ?=

.PHONY: demo test kill-matrix lock clean

demo: .venv/ready
	.venv/bin/poincon demo --port $(PORT) $(if $(EXIT),--exit)

test: .venv-tox/ready
	tools/system-packages chromium curl
	.venv-tox/bin/tox run

# Plays every defect and writes docs/reference/kill-matrix.md anew.
kill-matrix: .venv-tox/ready
	.venv-tox/bin/tox run -e kill-matrix

# Locks anew: what pyproject.toml and requirements/*.in ask, resolved, with hashes.
lock:
	$(PYTHON) tools/lock.py

clean:
	rm -rf .venv .venv-tox .tox

.venv/ready: requirements/runtime.txt pyproject.toml
	tools/virtual-environment $(PYTHON) .venv requirements/runtime.txt
	.venv/bin/pip install --quiet --no-deps --editable .
	touch $@

.venv-tox/ready: requirements/tox.txt
	tools/virtual-environment $(PYTHON) .venv-tox requirements/tox.txt
	touch $@
