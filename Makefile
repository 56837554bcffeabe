# One door for people and CI. Everything runs in .venv, made from uv.lock.
.DEFAULT_GOAL := help
.PHONY: help install demo app test test-fast soak screenshots docs lint format bench bench-scale soak-feed bench-models browser clean

PYTHON ?= python3.11
BIN := .venv/bin
export OMP_NUM_THREADS ?= 2
export GX_ANALYTICS_ENABLED := false
# Python is compiled once, not by every process that a test or a refresh starts.
unexport PYTHONDONTWRITEBYTECODE

help:  ## Show the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

# uv comes from the package index through pip, so that a bare machine needs only Python and make.
.venv/installed: pyproject.toml uv.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.13,<0.14"
	@$(BIN)/uv sync --locked --quiet --compile-bytecode
	@touch $@

install: .venv/installed  ## Make .venv from the lock file

demo: install  ## Generate a demo utility and run the whole pipeline on it
	@$(BIN)/tagrid demo

app: install  ## Open the app on http://localhost:8501
	@$(BIN)/tagrid app

browser: install
	@$(BIN)/python -m tests.browser

lint: install  ## Check style, types, imports and SQL
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/ty check
	@$(BIN)/lint-imports --no-logo --no-cache
	@$(BIN)/sqlfmt --check --quiet dbt_project

format: install  ## Put Python and SQL in the house style
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/sqlfmt dbt_project

# Three workers on two cores, as one often waits for a disk or a browser; a thread of OpenMP's more would burn time.
test: lint browser  ## Set up what the tests need and run every one
	@OMP_NUM_THREADS=1 $(BIN)/pytest -n 3 --dist loadfile

# Unit tests: none that needs a published home, dbt, a trained model, a browser or a server, nor one marked slow (tests/conftest.py).
test-fast: lint  ## Lint, types and unit tests alone, in under 2 minutes on 2 cores
	@OMP_NUM_THREADS=1 $(BIN)/pytest -q -n 2 --dist loadfile -m "not slow"

soak: install  ## Flip 200 bits in every kind of file of a home, leave out every column, follow every link, take days in any order: none may be silent
	@TAGRID_EVERY_LINK=1 OMP_NUM_THREADS=1 $(BIN)/pytest -q -n 2 --dist load tests/app/test_every_link.py
	@TAGRID_EVERY_COLUMN=1 OMP_NUM_THREADS=1 $(BIN)/pytest -q -n 2 tests/dbt_project/test_absent_columns.py
	@$(BIN)/python -m tests.soak.damage 200 7 2>/dev/null
	@TAGRID_SEQUENCES=5 OMP_NUM_THREADS=1 $(BIN)/pytest -q -n 2 tests/refresh/test_sequences.py

# Of an app that runs: `make app` or `make demo` first.
URL ?= http://localhost:8501
screenshots: browser  ## Take the first view of every page into var/screenshots: URL=, an app that runs on this home
	@$(BIN)/python -m tests.app.screenshots $(URL) var/screenshots

docs: install  ## Build the documentation site into var/site, with reference pages from the code
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "var/site/index.html"

soak-feed: install  ## Take the demo's own feed for 60 days one by one, with a refused, a late and a stopped feed among them
	@$(BIN)/python -m benchmarks.soak var/soak --days 60

bench: install  ## Measure segments, evaluation, history, portraits, the app, scores, refresh and landing, each beside a named peer
	@$(BIN)/uv sync --locked --quiet --group bench
	@$(BIN)/python -m benchmarks.segments
	@$(BIN)/python -m benchmarks.evaluate
	@$(BIN)/python -m benchmarks.history
	@$(BIN)/python -m benchmarks.portrait
	@$(BIN)/python -m benchmarks.app
	@$(BIN)/python -m benchmarks.scores
	@$(BIN)/python -m benchmarks.refresh
	@$(BIN)/python -m benchmarks.ingest
	@$(BIN)/python -m benchmarks.demo
	@$(BIN)/python -m benchmarks.bills

# SIZES: customers; DAYS: days one after another, of which the eighth ends a month.
SIZES ?= 20000 100000
DAYS ?= 8
bench-scale: install  ## Measure a full refresh and the days after it, by size: SIZES= DAYS=
	@$(BIN)/uv sync --locked --quiet --group bench
	@$(BIN)/python -m benchmarks.scale --customers $(SIZES) --days $(DAYS)

# CREDIT, TIANCHI, SIMBENCH: folders of public data; DEMO: a home `make demo` made. What is not named is left out.
bench-models: install  ## Measure the scores on public data, beside named peers: CREDIT= TIANCHI= SIMBENCH= DEMO=
	@$(BIN)/python -m benchmarks.models --credit "$(CREDIT)" --tianchi "$(TIANCHI)" --simbench "$(SIMBENCH)" --demo "$(DEMO)"

clean:  ## Remove what was built; keeps var/
	@rm -rf .venv target logs
