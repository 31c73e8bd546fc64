# `make run` starts the store, `make test` proves it. Both set up everything they need.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
.DEFAULT_GOAL := help

.PHONY: help run test check bench search-bench checkout-bench race kills crowd fuzz lock clean

help:  ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/'

run: .venv/.run  ## the store on SQLite, with demo items, a worker, and mail in a folder (PORT, DATABASE_URL)
	@$(BIN)/troth run

test: .venv/.dev  ## everything: lint, types, contracts, documents, and the suite on SQLite and PostgreSQL
	@$(BIN)/python tests/gate.py

check: .venv/.dev  ## the gate without the suite: lint, types, contracts, migrations, documents
	@$(BIN)/python tests/gate.py --without-tests

bench: .venv/.dev  ## how fast the engine and the import are, measured side by side
	@$(BIN)/python bench/promise.py

race: .venv/.dev  ## two buyers of one item, and the races that lose money: 200 rounds on each engine, with the controls
	@for engine in sqlite postgres; do TROTH_RACE_ROUNDS=200 $(BIN)/pytest -q -s -p no:randomly --engine $$engine \
	  tests/stories/test_two_buyers.py tests/stories/test_money_races.py || exit 1; done

crowd: .venv/.dev  ## 5,000 buyers of one piece at once, and 10,000 of 500, on each engine (half an hour)
	@for engine in sqlite postgres; do TROTH_CROWD=5000 $(BIN)/pytest -q -s -p no:randomly --engine $$engine \
	  tests/stories/test_crowd.py || exit 1; done

fuzz: .venv/.dev  ## 100,000 requests that nobody would send, on each engine
	@for engine in sqlite postgres; do TROTH_FUZZ=100000 $(BIN)/pytest -q -s -p no:randomly --engine $$engine \
	  tests/stories/test_fuzz.py || exit 1; done

kills: .venv/.dev  ## the server, the worker and the indexer killed at hundreds of places, on each engine
	@for engine in sqlite postgres; do TROTH_KILL_EVERY_MONEY=13 $(BIN)/pytest -q -s -p no:randomly --engine $$engine \
	  tests/stories/test_killed_money.py || exit 1; done
	@TROTH_KILL_EVERY=1 $(BIN)/pytest -q -s -p no:randomly tests/stories/test_killed_worker.py
	@TROTH_KILL_EVERY=1 $(BIN)/pytest -q -s -p no:randomly tests/stories/test_killed_worker.py --engine postgres
	@TROTH_KILLS=100 $(BIN)/pytest -q -s -p no:randomly tests/stories/test_killed_indexer.py
	@TROTH_KILLS=100 $(BIN)/pytest -q -s -p no:randomly tests/stories/test_killed_indexer.py --engine postgres

search-bench: .venv/.dev  ## the search at a million items, beside FTS5 and PostgreSQL (ITEMS, PASSES; half an hour)
	@$(BIN)/python bench/search.py

checkout-bench: .venv/.dev  ## placing and the whole guest flow, beside the raw SQL of the same writes, on both engines
	@$(BIN)/python bench/checkout.py

lock: .venv/.dev  ## locks the dependencies again: names, versions and hashes, no address
	@for f in requirements requirements-dev; do \
	  $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header \
	    $$([ $$f = requirements-dev ] && echo --extra dev -c requirements.txt) pyproject.toml -o $$f.txt; done

clean:  ## forgets the environment and the demo store
	rm -rf .venv var

.venv/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Troth needs Python 3.11 or newer; name it with: make PYTHON=/path/to/python3.11"; exit 2; }
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/.run: .venv/.python requirements.txt pyproject.toml
	@echo "Installing what the store runs on (once) ..."
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/pip install -q --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

.venv/.dev: .venv/.run requirements-dev.txt
	@echo "Installing what the tests need (once) ..."
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@
