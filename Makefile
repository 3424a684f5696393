# Verbs only. `make demo` and `make test` do all set-up themselves.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
SERVE ?= 1
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: demo test pytest etl train forecast api dashboard sql lint fmt lock chromium postgres clean bench-accuracy bench-pipeline bench-etl bench-messy bench-crash bench-concurrency bench-concurrency-gs bench-monitoring bench-monitoring-marts bench-copilot bench-api bench-serving

demo: .venv/ready
	@$(BIN)/python -m scripts.demo $(if $(filter 0,$(SERVE)),--no-serve)

etl: .venv/ready
	@$(BIN)/python -m scripts.run_etl

train: .venv/ready
	@$(BIN)/python -m scripts.train

forecast: .venv/ready
	@$(BIN)/python -m scripts.inference

api: .venv/ready
	@$(BIN)/python -m scripts.serve api

dashboard: .venv/ready
	@$(BIN)/python -m scripts.serve dashboard

sql: .venv/ready
	@$(BIN)/python -m scripts.sql $(RELEASE)

# The types of all that is imported take a core a minute and a half.
test: .venv/ready chromium postgres
	@$(MAKE) --no-print-directory -j 2 lint pytest

pytest: .venv/ready
	@APP_ENV=test $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: .venv/ready
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

fmt: .venv/ready
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

# Locks carry names, versions and hashes only.
lock:
	uv pip compile --quiet pyproject.toml --extra gcp --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-header -o requirements.lock
	uv pip compile --quiet pyproject.toml --extra gcp --extra dev --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-header -c requirements.lock -o requirements-dev.lock

# Benchmarks print a table and, as their last line, one JSON object. The first four read BENCH_DATA.
bench-etl: .venv/ready
	@$(BIN)/python -m bench.etl

bench-accuracy: .venv/ready
	@$(BIN)/python -m bench.accuracy

bench-pipeline: .venv/ready
	@$(BIN)/python -m bench.pipeline

bench-messy: .venv/ready
	@$(BIN)/python -m bench.messy

bench-crash: .venv/ready
	@$(BIN)/python -m bench.crash --kills 100

bench-concurrency: .venv/ready
	@$(BIN)/python -m bench.concurrency

bench-concurrency-gs: .venv/ready
	@$(BIN)/python -m bench.concurrency --gs

bench-monitoring: .venv/ready
	@$(BIN)/python -m bench.monitoring

bench-monitoring-marts: .venv/ready
	@$(BIN)/python -m bench.monitoring_marts

# With a real model, SmolLM2-135M; its server is built once (about ten minutes) in BENCH_VENV.
bench-copilot: .venv/ready
	@$(BIN)/python -m bench.copilot

bench-serving: .venv/ready
	@$(BIN)/python -m bench.serving

bench-api: .venv/ready
	@$(BIN)/python -m bench.api

clean:
	rm -rf data artifacts target logs screenshots

# The browser of the dashboard's tests.
chromium:
	@command -v chromium >/dev/null || { \
	  SUDO=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	  $$SUDO apt-get update -qq && $$SUDO apt-get install -y -qq chromium; }

# The server of the tests that land from PostgreSQL; its programs are not on PATH.
postgres:
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || { \
	  SUDO=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	  $$SUDO apt-get update -qq && $$SUDO apt-get install -y -qq postgresql; }

# Modules are compiled when they are first imported: most never are.
.venv/ready: requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; assert (3, 11) <= sys.version_info[:2] < (3, 14), "Lakecast needs Python 3.11 to 3.13, found " + sys.version'
	@test -d .venv || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
