# Two commands do all the set-up on a fresh machine: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
BI_PYTHON ?= python3.11
BI_VENV := .venv-bi
BI_STAMP := $(BI_VENV)/.installed

.PHONY: setup run test bi bi-setup bi-test bi-lock serve-test lint dev docs bench bench-serving accuracy localisation registry office increment lock clean

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

# Readers in processes of their own for a minute, while versions are published, switched and gone back to.
serve-test: setup
	@$(BIN)/python -m tests.serving.load --seconds $(or $(SECONDS_OF_LOAD),60)

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache

dev: setup
	@$(BIN)/gongkai dev

docs: setup
	@$(BIN)/gongkai docs
# Superset lives in an environment of its own: it wants older packages than the rest, and Python 3.11.
bi: setup bi-setup
	@$(BIN)/gongkai bi

bi-setup: $(BI_STAMP)

$(BI_STAMP): requirements-bi.lock $(STAMP)
	@command -v $(BI_PYTHON) > /dev/null || { echo "The dashboards need Python 3.11; name it with make bi BI_PYTHON=..."; exit 1; }
	@test -x $(BI_VENV)/bin/python || $(BI_PYTHON) -m venv $(BI_VENV)
	@$(BIN)/uv pip sync --quiet --python $(BI_VENV)/bin/python --require-hashes --compile-bytecode requirements-bi.lock
	@touch $(BI_STAMP)

bi-test: setup bi-setup
	@GONGKAI_TEST_BI=1 $(BIN)/python -m pytest tests/bi --durations=10

bi-lock: setup
	@$(BIN)/uv pip compile requirements-bi.in --python-version 3.11 --no-header --no-annotate --generate-hashes --quiet -o requirements-bi.lock

bench: setup
	@$(BIN)/python -m benchmarks.reading
	@$(BIN)/python -m benchmarks.main_job
	@$(BIN)/python -m benchmarks.rules

# Publication and dashboards on the marts of a country: hours of work for two cores, 20 GB of disk.
bench-serving: setup
	@$(BIN)/python -m benchmarks.serving

accuracy: setup
	@$(BIN)/python -m benchmarks.accuracy

localisation: setup
	@$(BIN)/python -m benchmarks.localisation

registry: setup
	@$(BIN)/python -m benchmarks.registry

office: setup
	@$(BIN)/python -m benchmarks.office

# One submission taken in with 1,000 reports held and with 30,000: ten minutes, 8 GB of disk.
increment: setup
	@$(BIN)/python -m benchmarks.increment

# The lock carries hashes and no address of a registry.
lock: setup
	@$(BIN)/uv pip compile pyproject.toml --extra dev --universal --no-header --no-annotate --generate-hashes --quiet -o requirements.lock

clean:
	rm -rf data dbt_project/target dbt_project/logs
