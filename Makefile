# The two commands a newcomer needs: make run, make test. Everything lives in .venv.
PYTHON ?= python3
BIN := .venv/bin
DEMO := src/zhicheng/policies/demo/dossier.yaml
TRACK := zj-iot-2026/senior-engineer
AS_OF := 2026-12-31
ADDRESS ?= 127.0.0.1:8000
# what a distribution brings is compiled with profiles of real programs; a Python compiled by hand is often a third slower
SERVED_BY ?= /usr/bin/python3

.PHONY: run demo test test-all setup check format mutate bench docs clean

run: .venv/.web ## the site, with a demonstration round, on its own PostgreSQL; Ctrl-C stops it
	@mkdir -p out
	@exec $(BIN)/zhicheng serve --demo --home out/site --address $(ADDRESS)

demo: .venv/.run ## judge the demonstration dossier and show every track
	@mkdir -p out
	@$(BIN)/zhicheng evaluate $(DEMO) --policy $(TRACK) --as-of $(AS_OF) --html out/verdict.html
	@echo
	@$(BIN)/zhicheng which $(DEMO) --as-of $(AS_OF)
	@echo
	@echo "报告 / report: out/verdict.html"

test: .venv/.dev ## the tests, at most 5 minutes on two cores
	$(BIN)/pytest -n 3 --dist loadgroup -m "not slow and not long"

test-all: .venv/.dev ## every test, the long ones and the mutants included
	$(BIN)/pytest -n 3 --dist loadgroup
	$(MAKE) mutate

setup: .venv/.dev ## the environment for work on the code

check: .venv/.dev ## style, types, import layers, documents
	$(BIN)/ruff check src tests benchmarks docs verifiers
	$(BIN)/ruff format --check src tests benchmarks docs
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m docs.build --check

format: .venv/.dev ## one style for all code
	$(BIN)/ruff check --quiet --fix src tests benchmarks docs || true
	$(BIN)/ruff format src tests benchmarks docs

mutate: .venv/.dev ## change every number, word and row of every pack: do the worked cases notice?
	$(BIN)/python -m tests.mutation --processes 2

bench: .venv/.bench .venv/.served ## speed, beside peers, in one run; then the last day of a round, five minutes on two cores
	$(BIN)/python -m benchmarks
	.venv/served/bin/python -W ignore -m benchmarks.deadline_day

docs: .venv/.dev ## make the generated pages of docs/reference anew
	$(BIN)/python -m docs.build

.venv/.served: .venv/bin/uv uv.lock pyproject.toml ## the platform as it is installed for real, by the distribution's own Python
	@UV_PROJECT_ENVIRONMENT=.venv/served $(BIN)/uv sync --quiet --frozen --extra web --extra bench --python "$(SERVED_BY)" || \
		UV_PROJECT_ENVIRONMENT=.venv/served $(BIN)/uv sync --quiet --frozen --extra web --extra bench
	@touch $@

clean:
	rm -rf .venv out

.venv/bin/uv:
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check uv==0.13.9

.venv/.run: .venv/bin/uv uv.lock pyproject.toml
	@$(BIN)/uv sync --quiet --frozen --inexact
	@touch $@

.venv/.web: .venv/bin/uv uv.lock pyproject.toml
	@$(BIN)/uv sync --quiet --frozen --inexact --extra web
	@touch $@

.venv/.dev: .venv/bin/uv uv.lock pyproject.toml
	@$(BIN)/uv sync --quiet --frozen --inexact --extra dev --extra web
	@touch $@

.venv/.bench: .venv/bin/uv uv.lock pyproject.toml
	@$(BIN)/uv sync --quiet --frozen --inexact --extra dev --extra web --extra bench
	@touch $@
