# `make run` starts the store, `make test` proves it. Both set up everything they need.
# The distribution's own Python goes first: it is built with optimization, and takes a third less time than one built without.
PYTHON ?= $(shell for python in /usr/bin/python3.11 python3.11 python3; do \
  $$python -c 'import ensurepip, sqlite3, ssl' 2>/dev/null && command -v $$python && break; done)
BIN := .venv/bin
# Options of a simulation, where they are given.
SIMULATION = $(if $(STORE),--store $(STORE)) $(if $(ENGINE),--engine $(ENGINE)) $(if $(SOURCE),--source $(SOURCE)) $(if $(DAYS),--days $(DAYS))
# Compiled modules are written: else each of a run's hundreds of processes compiles everything again.
unexport PYTHONDONTWRITEBYTECODE
.DEFAULT_GOAL := help

.PHONY: help run test deep check simulate simulate-many simulate-controls simulate-past simulate-reached coverage-floor words bench search-bench checkout-bench race kills crowd fuzz packers stories stories-any-day pages minutes closure addresses mail-corpus vitals doors guesses scorecard-bench what-if-bench mail-corpora cancel-races drill engines stops soak mutants pythons powers lock clean

help:  ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/'

run: .venv/.run  ## a store that has lived for ninety days, on SQLite, a worker, a sandbox of what it talks to, and mail in a folder (PORT, DATABASE_URL)
	@$(BIN)/python -m sandbox

test: .venv/.dev  ## the checks and the fast tier, on SQLite and PostgreSQL: minutes, before every commit
	@$(BIN)/python -m tests.gate test

deep: .venv/.dev  ## everything else, one seed each: races, kills, crowds, fuzz, drills, every page; and the coverage of all
	@$(BIN)/python -m tests.gate deep

check: .venv/.dev  ## the gate without the suite: format, lint, types, templates, contracts, licenses, documents
	@$(BIN)/python -m tests.gate check

simulate: .venv/.dev  ## whole lives from seeds, and what their letters and pages got wrong (SEEDS='12 99', STORE, ENGINE, SOURCE, DAYS)
	@$(BIN)/python -m simulation $(SEEDS) $(SIMULATION)

simulate-many: .venv/.dev  ## 200 lives on SQLite and 20 on PostgreSQL; Ctrl-C stops it, and it goes on (LIVES, POSTGRES_LIVES, MINUTES)
	@$(BIN)/python -m simulation --until $(or $(LIVES),200) --minutes $(or $(MINUTES),0) --results .cache/simulation/results.jsonl $(SIMULATION); \
	  lives=$$?; $(BIN)/python -m simulation --until $(or $(POSTGRES_LIVES),20) --minutes $(or $(MINUTES),0) --engine postgres \
	  --results .cache/simulation/results.jsonl $(SIMULATION) && exit $$lives

simulate-past: .venv/.dev  ## the demo's past, and what its letters and pages got wrong (DAYS, UNTIL=2026-11-30T10:00:00+00:00)
	@$(BIN)/python -m simulation.past.told $(if $(DAYS),--days $(DAYS)) $(if $(UNTIL),--until $(UNTIL))

simulate-controls: .venv/.dev  ## faults put into short lives, one at a time: each must be found (CONTROLS='name name'; SEEK=1 looks for new ones)
	@$(BIN)/python -m simulation.controlling $(CONTROLS) $(if $(SEEK),--seek)

simulate-reached: .venv/.dev  ## what lives reached: events, letters, headings, verdicts; nothing at zero without a reason (FILES)
	@$(BIN)/python -m simulation.reached $(or $(FILES),--results .cache/simulation/results.jsonl)

coverage-floor: .venv/.dev  ## after `make deep`: writes what it measured as the new floors of coverage, which never fall
	@$(BIN)/python -m tests.coverage_gate --raise

bench: .venv/.dev  ## how fast the engine and the import are, measured side by side
	@$(BIN)/python bench/promise.py

race: .venv/.dev  ## two buyers of one item, and the races that lose money: 200 rounds on each engine, with the controls
	@for engine in sqlite postgres; do TROTH_FULL=1 TROTH_RACE_ROUNDS=200 $(BIN)/pytest -q -s -p no:randomly --engine $$engine \
	  tests/e2e/test_two_buyers.py tests/e2e/test_money_races.py || exit 1; done

crowd: .venv/.dev  ## 5,000 buyers of one piece at once, and 10,000 of 500, on each engine (half an hour)
	@for engine in sqlite postgres; do TROTH_FULL=1 TROTH_CROWD=5000 $(BIN)/pytest -q -s -p no:randomly --engine $$engine \
	  tests/e2e/test_crowd.py || exit 1; done

packers: .venv/.dev  ## four packers at once, random holds, 10,000 orders on each engine; nobody is overtaken
	@for engine in sqlite postgres; do TROTH_PACKED=10000 $(BIN)/pytest -q -s -p no:randomly --engine $$engine \
	  tests/e2e/test_packers.py || exit 1; done

cancel-races: .venv/.dev  ## a cancellation against all that can happen at the same moment: 1,000 races on each engine, with the controls
	@for engine in sqlite postgres; do TROTH_FULL=1 TROTH_CANCEL_RACES=1000 $(BIN)/pytest -q -s -p no:randomly --engine $$engine \
	  tests/e2e/test_cancel_races.py || exit 1; done

engines: .venv/.dev  ## every test of domain and web, both tiers, on both engines (an hour)
	@for engine in sqlite postgres; do $(BIN)/pytest -q -n 2 --dist loadgroup --engine $$engine tests/domain tests/web || exit 1; done

stories: .venv/.dev  ## every story on each engine at every width; `make deep` sees them at one
	@for engine in sqlite postgres; do TROTH_FULL=1 $(BIN)/pytest -q -n 2 --dist loadgroup --engine $$engine tests/e2e || exit 1; done

stories-any-day: .venv/.dev  ## the stories begun before Christmas, on a weekend, as the clocks change and on Labor Day: they hold on any day
	@for day in 2026-12-17T15:00 2027-01-15T21:30 2027-03-12T23:00 2027-09-03T19:00; do echo "== from $$day"; \
	  TROTH_STORIES_BEGIN=$$day+00:00 $(BIN)/pytest -q -n 2 --dist loadgroup tests/e2e || exit 1; done

pages: .venv/.dev  ## every page, letter and paper in a browser at three widths, light, dark and in Japanese (TROTH_SCREENSHOTS=folder)
	@TROTH_FULL=1 $(BIN)/pytest -q -s -p no:randomly tests/e2e/test_every_page.py

minutes: .venv/.dev  ## every minute around every limit of a cancellation and a claim, and each explanation on every day, against a second reading
	@TROTH_FULL=1 $(BIN)/pytest -q -s -p no:randomly tests/domain/test_every_minute.py tests/policy/test_explanations.py

closure: .venv/.dev  ## a closure entered with 100,000 open orders, on PostgreSQL: how long until every promise stands anew
	@$(BIN)/python bench/closure.py

doors: .venv/.dev  ## every role, address and somebody else's object: each cell, on each engine
	@for engine in sqlite postgres; do TROTH_FULL=1 $(BIN)/pytest -q -s -p no:randomly --engine $$engine \
	  tests/web/test_every_door.py || exit 1; done

guesses: .venv/.dev  ## a million guesses at order links, numbers and emails, half of them on each engine (an hour)
	@TROTH_GUESSES=500000 TROTH_SEED=1 $(BIN)/pytest -q -s -p no:randomly --engine sqlite tests/web/test_guesses.py
	@TROTH_GUESSES=500000 TROTH_SEED=2 $(BIN)/pytest -q -s -p no:randomly --engine postgres tests/web/test_guesses.py

scorecard-bench: .venv/.dev  ## a year of 100,000 orders on the scorecard: the first reading, then pages, on both engines (ORDERS, ENGINES)
	@$(BIN)/python bench/scorecard.py

drill: .venv/.dev  ## a backup under load, a lost disk, a restore, and the provider asked, with hundreds of orders, on each engine
	@for engine in sqlite postgres; do TROTH_FULL=1 TROTH_DRILL=$${ORDERS:-100} $(BIN)/pytest -q -s -p no:randomly \
	  --engine $$engine tests/e2e/test_restore.py || exit 1; done

fuzz: .venv/.dev  ## 100,000 requests that nobody would send, on each engine
	@for engine in sqlite postgres; do TROTH_FUZZ=100000 $(BIN)/pytest -q -s -p no:randomly --engine $$engine \
	  tests/e2e/test_fuzz.py || exit 1; done

addresses: .venv/.dev  ## 100,000 addresses on the labels of three carriers: nothing lost, or asked for again at checkout
	@TROTH_ADDRESSES=100000 $(BIN)/pytest -q -s -p no:randomly tests/inputs/test_k1_layout.py

mail-corpus: .venv/.dev  ## every mail of the corpus by its table, by IMAP and by webhook; then 100,000 mutations, on each engine
	@for engine in sqlite postgres; do TROTH_FULL=1 TROTH_MUTATIONS=100000 $(BIN)/pytest -q -s -p no:randomly --show-capture=no \
	  --engine $$engine tests/domain/test_mail_corpus.py || exit 1; done

vitals: .venv/.dev  ## how six pages feel on a slow phone: LCP, CLS, script (LOADS)
	@$(BIN)/python bench/vitals.py

kills: .venv/.dev  ## the server, the worker and the indexer killed at hundreds of places, on each engine
	@for engine in sqlite postgres; do TROTH_KILL_EVERY_MONEY=13 $(BIN)/pytest -q -s -p no:randomly --engine $$engine \
	  tests/e2e/test_killed_money.py || exit 1; done
	@for engine in sqlite postgres; do TROTH_KILL_EVERY_PROMISE=37 $(BIN)/pytest -q -s -p no:randomly --engine $$engine \
	  tests/e2e/test_killed_promises.py || exit 1; done
	@TROTH_KILL_EVERY=1 $(BIN)/pytest -q -s -p no:randomly tests/e2e/test_killed_worker.py
	@TROTH_KILL_EVERY=1 $(BIN)/pytest -q -s -p no:randomly tests/e2e/test_killed_worker.py --engine postgres
	@TROTH_KILLS=100 $(BIN)/pytest -q -s -p no:randomly tests/e2e/test_killed_indexer.py
	@TROTH_KILLS=100 $(BIN)/pytest -q -s -p no:randomly tests/e2e/test_killed_indexer.py --engine postgres

search-bench: .venv/.dev  ## the search at a million items, beside FTS5 and PostgreSQL (ITEMS, PASSES; half an hour)
	@$(BIN)/python bench/search.py

checkout-bench: .venv/.dev  ## placing and the whole guest flow, beside the raw SQL of the same writes, on both engines
	@$(BIN)/python bench/checkout.py

mail-corpora: .venv/.dev  ## how well mail is read: public collections of reply parsers and bounces (FOLDER, of checkouts)
	@$(BIN)/python bench/mail_corpora.py "$(FOLDER)"

what-if-bench: .venv/.dev  ## a draft replayed over 100,000 orders, on each engine: time, memory, and its counts checked
	@$(BIN)/python bench/what_if.py

stops: .venv/.dev  ## the store stopped at 50 random moments by two signals and more; runs of the tests interrupted and killed, on each engine
	@for engine in sqlite postgres; do TROTH_FULL=1 TROTH_STOPS=50 $(BIN)/pytest -q -s -p no:randomly --engine $$engine \
	  tests/e2e/test_stopping.py || exit 1; done

soak: .venv/.dev  ## a real store under mixed load: memory, errors, latencies, what is left owed (SOAK minutes, ENGINE)
	@$(BIN)/python bench/soak.py

mutants: .venv/.dev  ## random mutants of the code, each tried by the tests that cover it; stopped, it goes on (MUTANTS="--group policy", JOBS)
	@$(BIN)/python -m tests.mutants --jobs $${JOBS:-2} $(MUTANTS)

pythons: .venv/.dev  ## the fast tests on Python 3.12 and 3.13, where they are at hand (PYTHONS='3.13')
	@$(BIN)/python -m tests.pythons $(PYTHONS)

words: .venv/.dev  ## the desk's words for translators: what is new in ja.po, what is gone from it, and the compiled file
	@$(BIN)/troth manage shell --no-imports -c "from tests.desk_words import main; raise SystemExit(main())"

powers: .venv/.dev  ## docs/powers.md from docs/powers/*.toml: who may do what, and the test of each cell
	@$(BIN)/python -m tests.powers

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
