# Two commands do all the set-up on a fresh machine: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: setup run test lint dev bench accuracy localisation registry increment lock clean

setup: $(STAMP)

$(STAMP): requirements.lock requirements-setup.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] < (3, 14) else "Gongkai needs Python 3.11, 3.12 or 3.13; name one with make PYTHON=python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-setup.lock
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes --compile-bytecode requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@$(BIN)/gongkai prepare
	@touch $(STAMP)

run: setup
	@$(BIN)/gongkai build

test: setup
	@$(BIN)/python -m pytest

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache

dev: setup
	@$(BIN)/gongkai dev

bench: setup
	@$(BIN)/python -m benchmarks.reading
	@$(BIN)/python -m benchmarks.main_job
	@$(BIN)/python -m benchmarks.rules

accuracy: setup
	@$(BIN)/python -m benchmarks.accuracy

localisation: setup
	@$(BIN)/python -m benchmarks.localisation

registry: setup
	@$(BIN)/python -m benchmarks.registry

increment: setup
	@$(BIN)/python -m benchmarks.increment

# The lock carries hashes and no address of a registry.
lock: setup
	@$(BIN)/uv pip compile pyproject.toml --extra dev --universal --no-header --no-annotate --generate-hashes --quiet -o requirements.lock

clean:
	rm -rf data dbt_project/target dbt_project/logs
