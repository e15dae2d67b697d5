# Everything a person or CI does here, one word each. Needs Python 3.11+ and make; the rest it fetches itself.
# Choices, all optional: PYTHON=…, WORKERS=2, TESTS="tests/test_tokens.py -k race", PORTAL_APT=no, UPGRADE=1;
# PORTAL_PORT and FIRM_PORT for the demo.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help demo test check coverage bench messages screens lock format setup setup-runtime clean

export PYTHON
BIN := .venv/bin
WORKERS ?= 2
TESTS ?=
# Under CI nothing is left out; at a desk the slow ones are.
MARKS := $(if $(filter true,$(CI)),,not slow)
PYTEST := $(BIN)/python -m pytest -m "$(MARKS)"

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: setup-runtime ## Set up, then run the portal and a firm's site that frames it; Ctrl-C ends both
	@exec $(BIN)/portal demo

test: setup ## Set up, then run the tests; CI=true adds the slow ones and forgives nothing missing
	@# One hash seed for all workers, or they would collect what comes out of a set in different orders.
	@export PYTHONHASHSEED=$${PYTHONHASHSEED:-$$RANDOM}; echo "PYTHONHASHSEED=$$PYTHONHASHSEED"; \
		$(PYTEST) -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(TESTS)

check: setup ## Check format, lint and types
	@failed=0; \
		$(BIN)/ruff format --check --quiet . || { echo "Not in format; run 'make format'"; failed=1; }; \
		$(BIN)/ruff check . || failed=1; \
		$(BIN)/python -m mypy || failed=1; \
		exit $$failed

format: setup ## Put the code into its format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

coverage: setup ## Run the tests in one process and show what they never reach
	@rm -rf var/coverage && mkdir -p var/coverage
	@$(BIN)/coverage run -m pytest -m "$(MARKS)" $(TESTS)
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report

messages: setup ## Collect new words into the catalogues; fails while any is untranslated
	@$(BIN)/python config/setup/messages.py

bench: setup ## Measure, as ratios within one run
	@$(BIN)/python -m bench

screens: setup ## Photograph every page into docs/screens/ (needs chromium)
	@$(BIN)/python -m tests.screens

lock: ## Write the lock files anew from pyproject.toml (needs uv; UPGRADE=1 takes newer versions)
	@bash config/setup/lock.sh $(if $(UPGRADE),--upgrade)

clean: ## Remove everything that was made here, the environment and the demo's data included
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist var
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

setup-runtime:
	@bash config/setup/system.sh runtime
	@bash config/setup/environment.sh runtime

setup:
	@bash config/setup/system.sh runtime
	@bash config/setup/environment.sh dev
