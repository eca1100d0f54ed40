.DEFAULT_GOAL := help
.PHONY: help run test faults mutants check bench chaos up down lock setup

PYTHON ?= python3
BIN := .venv/bin
# Bytecode is kept even where the machine says not to: without it every start compiles all of Lianbo anew.
unexport PYTHONDONTWRITEBYTECODE
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes

help: ## list these commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

.venv/runtime: requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(PIP) -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/development: .venv/runtime requirements-dev.txt
	$(PIP) -r requirements-dev.txt
	@touch $@

setup: .venv/development ## install everything into .venv, start nothing
	@$(BIN)/python -m compileall -q shared services  # who runs it later may not be allowed to write here

run: .venv/runtime ## run the whole system on this machine, one process
	@exec $(BIN)/lianbo run

# In order of folders: those that start whole systems come early, so that no worker is left alone with them at the end.
# Faults that take a broker or a whole system down need the machine to themselves: they come last, one by one.
FAULTS := tests/chaos/test_broker_faults.py tests/chaos/test_whole_system.py tests/chaos/test_cluster.py

test: .venv/development ## run every test but the longest faults; installs and starts what they need
	@tests/prepare
	$(BIN)/pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder $(FAULTS:%=--ignore=%) $(ARGS)
	$(if $(ARGS),,$(BIN)/pytest -m "not long" $(FAULTS))

check: .venv/development ## formatting, lint, types, import rules, dependencies
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry services shared --config tests/architecture/dependencies.toml

bench: .venv/development ## measure; writes var/bench.json and prints a table
	$(BIN)/python -m tests.bench

faults: .venv/development ## all faults at their quick size, the long ones too
	@tests/prepare
	$(BIN)/pytest $(FAULTS) $(ARGS)

chaos: .venv/development ## the fault suite at its full size
	@tests/prepare
	LIANBO_TEST_CHAOS=full $(BIN)/pytest tests/chaos tests/contracts/test_openapi_fuzz.py $(ARGS)

mutants: .venv/development ## break the code in one place after another: do the tests notice? ARGS="--help"
	$(BIN)/python -m tests.mutants $(ARGS)

up: ## run the distributed system in containers
	deploy/make-secrets
	docker compose --file deploy/compose.yaml up --detach --build --wait

down: ## stop the containers
	docker compose --file deploy/compose.yaml down

lock: ## pin the dependencies again, with hashes and no addresses
	$(BIN)/python -m uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --quiet requirements.in --output-file requirements.txt
	$(BIN)/python -m uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --quiet requirements-dev.in --constraint requirements.txt --output-file requirements-dev.txt
