# What one does here.  `make` alone lists it.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help demo test check features gates mutants bench docs lock clean

help:  ## this list
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(VENV)/.runtime  ## from a contract and evidence to payments and statements, in out/demo
	$(BIN)/sop demo --out out/demo --overwrite

test: $(VENV)/.test  ## every proof, then style, types and floors
	$(BIN)/python -m pytest -n 2 -q
	@$(MAKE) --no-print-directory check

check: $(VENV)/.test  ## style, types, floors, and that no page has drifted from the code
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/write_docs.py --check

features: $(VENV)/.test  ## the behaviour in words, scenario by scenario
	$(BIN)/python -m pytest -v --gherkin-terminal-reporter tests -m feature

gates: $(VENV)/.test  ## the longer proofs
	$(BIN)/python -m pytest -q tests -m gate

mutants: $(VENV)/.test  ## the code broken in one place at a time: do the proofs notice? (long)
	$(BIN)/python tools/mutants.py

bench: $(VENV)/.test  ## how long it takes from records to payments, and to a ledger in each database
	$(BIN)/python benchmarks/run_to_payments.py
	$(BIN)/python benchmarks/records_to_postings.py --people 2000
	@echo 'The full size, 100,000 people and a million records: $(BIN)/python benchmarks/records_to_postings.py'

docs: $(VENV)/.test  ## the schema and all pages that are made from the code, made anew
	$(BIN)/python tools/write_docs.py

lock: $(VENV)/.uv/bin/uv  ## fix versions and hashes anew, from requirements/*.in
	for set in runtime test; do \
	  $< pip compile --quiet --upgrade requirements/$$set.in --python-version 3.11 --universal --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --no-annotate --no-header -o requirements/$$set.txt || exit 1; \
	done

clean:  ## take away what was made, but not .venv
	rm -rf out build dist .pytest_cache .hypothesis .mypy_cache .ruff_cache .import_linter_cache
	find . -path ./$(VENV) -prune -o -name __pycache__ -type d -exec rm -rf {} +

# The environment.  A stamp says that a lock has been installed; it is installed again when the
# lock or pyproject.toml changes.  What runtime.txt fixes, test.txt fixes alike (tests/tidy holds
# them to it), so the two go into one environment in either order.

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime $(VENV)/.test: $(VENV)/.%: requirements/%.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install -qq --require-hashes -r $<
	$(BIN)/python -m pip install -qq --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.uv/bin/uv:
	$(PYTHON) -m venv $(VENV)/.uv
	$(VENV)/.uv/bin/python -m pip install -qq uv
