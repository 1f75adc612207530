# What each target does is its first line; `make` alone says so.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: help demo test run lint gate bench clean lock

help:  ## say what there is
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 8

# The environment is made anew when the lock or the project's metadata change.
$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "citewatch needs Python 3.11 or later: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps --only-binary :all: -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

demo: $(VENV)/.ready  ## run the whole job on the recorded web; the page is demo/site/index.html
	@$(BIN)/citewatch demo

test: $(VENV)/.ready  ## run the tests
	$(BIN)/python -m pytest

run: $(VENV)/.ready  ## run the whole job on the live web, with sources.yaml
	$(BIN)/citewatch run

lint: $(VENV)/.ready  ## check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

gate: $(VENV)/.ready  ## measure how well documents are read, against the gold in fixtures/gold
	$(BIN)/python -m tests.gate
	$(BIN)/python -m tests.gate_origins

bench: $(VENV)/.ready  ## measure speed: ratios in one run, against a baseline
	$(BIN)/python -m tests.bench --json bench.json

lock: pyproject.toml  ## choose the newest releases of all libraries and write requirements.lock
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/python -m pip install --quiet uv
	$(VENV)-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group dev --group bench --extra search --extra archive --upgrade -o requirements.lock pyproject.toml
	rm -rf $(VENV)-lock

clean:  ## remove what make made
	rm -rf $(VENV) $(VENV)-lock demo build dist bench.json .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage
