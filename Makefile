# Verbs, not files: each sets up what it needs. `make help` lists them.
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
HOST ?= 127.0.0.1
PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: bench profile conformance crash help run reindex test check format eval clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: .venv/run.stamp ## set up, index the bundled sample where there is no index yet, serve the search page
	@$(BIN)/abseek stats >/dev/null 2>&1 || { echo "Indexing the bundled sample ..."; $(BIN)/abseek reindex; }
	@$(BIN)/abseek serve --host $(HOST) --port $(PORT)

reindex: .venv/run.stamp ## read the remembered sources again
	@$(BIN)/abseek reindex

test: .venv/dev.stamp ## set up and run all tests, in two processes
	@$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

check: .venv/dev.stamp ## format, lint, types, import direction
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -q tests/test_architecture.py

format: .venv/dev.stamp ## rewrite the code in the project's format
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

eval: .venv/dev.stamp ## ranking against human judgments, beside other engines
	@$(BIN)/python -m benchmarks.judgments

bench: .venv/dev.stamp ## builds, questions and a server, beside other engines: --papers and so on in ARGS="…"
	@$(BIN)/python -m benchmarks.bench $(ARGS)

profile: .venv/dev.stamp ## where the time of a build and of questions goes
	@$(BIN)/python -m benchmarks.profiling $(ARGS)

crash: .venv/dev.stamp ## kill the writer 300 times at random moments: is anything lost?
	@$(BIN)/python -m benchmarks.crash --kills 300

conformance: .venv/dev.stamp ## Whoosh's own tests under its codec and ours, compared
	@$(BIN)/python -m benchmarks.conformance

clean: ## remove what these verbs made, but not the indexes under var/
	rm -rf .venv build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis

.venv/bin/python:
	@echo "Creating .venv with $$($(PYTHON) --version) ..."
	@$(PYTHON) -m venv .venv || { echo "Needed: Python 3.11 or newer with venv (Debian: apt install python3-venv)"; exit 1; }

.venv/run.stamp: setup.cfg pyproject.toml | .venv/bin/python
	@echo "Installing Abseek and what it needs into .venv ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/dev.stamp: setup.cfg pyproject.toml | .venv/bin/python
	@echo "Installing Abseek with its development tools into .venv ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,eval,bench,fetch]'
	@touch $@ .venv/run.stamp
