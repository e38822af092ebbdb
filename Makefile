# Kreiswissen. `make demo` and `make test` do everything; they need Python 3.11+ and make.
.DEFAULT_GOAL := help
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
# One empty file per finished step: what is missing or older than its sources is made again.
STAMP := .setup
# `dev` for all of it, `base` for what a production server needs, `pdf` with PDF files (needs Pango).
REQUIREMENTS ?= dev
PACKAGES := $(STAMP)/python-$(REQUIREMENTS)
LOCK := $(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --universal \
  --python-version 3.11 --no-annotate --custom-compile-command "make requirements"

.PHONY: help setup demo test lint bench bench-search bench-pages bench-speed bench-suggest bench-rebuild bench-routing \
  requirements upgrade messages clean check-python check-setup

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

check-python:
	@command -v $(PYTHON) >/dev/null || \
	  { echo "There is no $(PYTHON) here. Kreiswissen needs Python 3.11 or newer."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Kreiswissen needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "Python's venv module is missing. On Debian: apt install python3-venv"; exit 1; }

# What an interrupted run, a moved folder or a deletion took away is made again: drop its stamp.
check-setup: check-python
	@mkdir -p $(STAMP)
	@if ! $(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  ! $(BIN)/python -m pip --version >/dev/null 2>&1 || \
	  ! grep -qF '$(CURDIR)/.venv' $(BIN)/activate; then \
	    if [ -e .venv ]; then echo "The Python environment in .venv is broken or was moved: making it anew."; fi; \
	    rm -rf .venv $(STAMP)/python-*; fi
	@$(BIN)/python -c 'import django, wagtail, granian, tantivy, babel' 2>/dev/null || rm -f $(STAMP)/python-*
	@[ -f node_modules/.package-lock.json ] && [ -d node_modules/@kern-ux/native ] || rm -f $(STAMP)/node
	@[ -f build/static/site.css ] || rm -f $(STAMP)/assets
	@[ -f build/collected/staticfiles.json ] || rm -f $(STAMP)/collected
	@[ -f portal/locale/de/LC_MESSAGES/django.mo ] || rm -f $(STAMP)/messages

$(PACKAGES): requirements/$(REQUIREMENTS).txt requirements/uv.txt
	@mkdir -p $(STAMP); rm -f $(STAMP)/python-*
	@echo "Installing Python packages (about half a minute) ..."
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@$(BIN)/uv pip sync -q --python $(BIN)/python --require-hashes requirements/$(REQUIREMENTS).txt requirements/uv.txt
	@touch $@

# The machine's npm, or else the one that comes as a Python package.
$(STAMP)/node: package.json package-lock.json .npmrc | $(PACKAGES)
	@echo "Installing front-end packages ..."
	@$(BIN)/python .ci/npm.py ci --no-audit --no-fund --no-update-notifier --loglevel=error
	@touch $@

# The templates are among the sources: styles that no template uses are left out.
$(STAMP)/assets: $(STAMP)/node $(shell find assets templates casestudies forum portal search -type f \
  \( -name '*.html' -o -name '*.css' -o -name '*.js' -o -name '*.svg' \) 2>/dev/null)
	@echo "Building styles and scripts ..."
	@$(BIN)/python .ci/npm.py run --silent build
	@touch $@

$(STAMP)/collected: $(STAMP)/assets $(PACKAGES)
	@echo "Collecting and compressing static files ..."
	@$(BIN)/python manage.py collectstatic --noinput -v0 --ignore "redoc*"
	@touch $@

$(STAMP)/messages: portal/locale/de/LC_MESSAGES/django.po | $(PACKAGES)
	@$(BIN)/pybabel -q compile -D django -d portal/locale
	@touch $@

setup: check-setup ## Install everything the project needs, below this folder
	@$(MAKE) -s --no-print-directory $(PACKAGES) $(STAMP)/messages $(STAMP)/collected

demo: export DEMO = on
demo: export BASE_URL = http://localhost:$(PORT)
demo: setup ## Load the example content and serve it (PORT=8000)
	@echo "Preparing the database (the first time takes about half a minute) ..."
	@$(BIN)/python manage.py migrate -v0
	@$(BIN)/python manage.py demo_data
	@exec $(BIN)/python manage.py serve --port $(PORT)

test: setup ## Run the whole suite
	@.ci/test

lint: setup ## Check style, types, imports, templates, migrations and translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/python manage.py check --fail-level WARNING
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python .ci/translations.py

bench: bench-search bench-speed bench-suggest bench-rebuild bench-pages ## Measure the search, and what pages cost

bench-search: setup ## Measure search quality on the development set
	$(BIN)/python -m benchmarks.search_quality

bench-pages: setup ## Measure pages against a bare Django in the same run
	$(BIN)/python -m benchmarks.pages

bench-speed: setup ## Measure the search's speed at 100,000 documents
	$(BIN)/python -m benchmarks.search_speed

bench-suggest: setup ## Measure suggestions while typing at 20,000 documents
	$(BIN)/python -m benchmarks.suggest

bench-rebuild: setup ## Measure a rebuild of 100,000 documents
	$(BIN)/python -m benchmarks.rebuild

bench-routing: setup ## Measure suggestions whom to ask, by replaying the example content
	$(BIN)/python -m benchmarks.routing

messages: setup ## Collect new texts into the German catalogue (needs gettext)
	$(BIN)/python manage.py makemessages -l de --no-location --no-obsolete \
	  --ignore=.venv --ignore=node_modules --ignore=tests --ignore=build --ignore=benchmarks

requirements: setup ## Write the locks after a change of requirements/*.in
	$(LOCK) requirements/base.in -o requirements/base.txt
	$(LOCK) -c requirements/base.txt requirements/pdf.in -o requirements/pdf.txt
	$(LOCK) -c requirements/pdf.txt requirements/dev.in -o requirements/dev.txt
	$(LOCK) requirements/uv.in -o requirements/uv.txt

upgrade: setup ## Write the locks with the newest versions that requirements/*.in allow
	$(LOCK) --upgrade requirements/base.in -o requirements/base.txt
	$(LOCK) --upgrade -c requirements/base.txt requirements/pdf.in -o requirements/pdf.txt
	$(LOCK) --upgrade -c requirements/pdf.txt requirements/dev.in -o requirements/dev.txt
	$(LOCK) --upgrade requirements/uv.in -o requirements/uv.txt

clean: ## Remove everything that setup made; data/ stays
	rm -rf .venv node_modules build $(STAMP) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find portal -name '*.mo' -delete
