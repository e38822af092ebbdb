# Kreiswissen. `make demo` and `make test` do everything; they need Python 3.11+ and make.
.DEFAULT_GOAL := help
SHELL := bash
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
STAMP := .setup
SOURCES := portal casestudies forum search

.PHONY: help setup demo test lint bench bench-search bench-pages bench-speed requirements messages clean check-python

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

check-python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Kreiswissen needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "Python's venv module is missing. On Debian: apt install python3-venv"; exit 1; }

# A virtual environment whose Python does not start (moved folder, upgraded system) is made anew.
$(STAMP)/python: requirements/dev.txt | check-python
	@mkdir -p $(STAMP)
	@$(BIN)/python -c '' 2>/dev/null || { rm -rf .venv; echo "Making the Python environment ..."; $(PYTHON) -m venv .venv; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { rm -rf .venv; $(PYTHON) -m venv .venv; }
	@echo "Installing Python packages (about a minute) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@$(BIN)/uv pip sync -q --python $(BIN)/python --require-hashes requirements/dev.txt requirements/uv.txt
	@touch $@

# npm of the machine, or else the one that comes as a Python package.
$(STAMP)/node: package.json package-lock.json $(STAMP)/python
	@echo "Installing front-end packages ..."
	@$(BIN)/python .ci/npm.py ci --no-audit --no-fund --loglevel=error
	@touch $@

$(STAMP)/assets: $(STAMP)/node $(shell find assets templates forum casestudies search portal -name '*.html' -o -name '*.css' -o -name '*.js' 2>/dev/null)
	@echo "Building styles and scripts ..."
	@$(BIN)/python .ci/npm.py run --silent build
	@$(BIN)/python manage.py collectstatic --noinput -v0
	@touch $@

$(STAMP)/messages: $(STAMP)/python portal/locale/de/LC_MESSAGES/django.po
	@$(BIN)/pybabel -q compile -D django -d portal/locale 2>/dev/null || $(BIN)/pybabel compile -D django -d portal/locale
	@touch $@

setup: ## Install everything the project needs below this folder
	@# What an interrupted run or a deletion took away is made again.
	@[ -x $(BIN)/python ] && $(BIN)/python -c 'import django, wagtail' 2>/dev/null || rm -f $(STAMP)/python
	@[ -d node_modules/@kern-ux/native ] || rm -f $(STAMP)/node
	@[ -f build/static/site.css ] && [ -f build/collected/staticfiles.json ] || rm -f $(STAMP)/assets
	@[ -f portal/locale/de/LC_MESSAGES/django.mo ] || rm -f $(STAMP)/messages
	@$(MAKE) --no-print-directory $(STAMP)/python $(STAMP)/messages $(STAMP)/assets

demo: setup ## Load the example content and serve it (PORT=8000)
	@echo "Preparing the database (the first time takes about half a minute) ..."
	@DEMO=on $(BIN)/python manage.py migrate -v0
	@DEMO=on $(BIN)/python manage.py demo_data --port $(PORT)
	@DEMO=on BASE_URL=http://localhost:$(PORT) $(BIN)/python manage.py serve --port $(PORT)

test: setup ## Run the whole suite
	@.ci/test

lint: setup ## Check style, types, imports, templates, migrations and translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	$(BIN)/djlint templates --check --quiet || $(BIN)/djlint templates --lint
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python .ci/translations.py

bench: bench-search bench-pages ## Measure search quality and page costs

bench-search: setup ## Measure search quality on the development set
	$(BIN)/python -m benchmarks.search_quality

bench-pages: setup ## Measure pages against a bare Django in the same run
	$(BIN)/python -m benchmarks.pages

bench-speed: setup ## Measure the search's speed at 100,000 documents
	$(BIN)/python -m benchmarks.search_speed

messages: setup ## Collect new texts into the German catalogue (needs gettext)
	$(BIN)/python manage.py makemessages -l de --no-location --no-obsolete \
	  --ignore=.venv --ignore=node_modules --ignore=tests --ignore=build --ignore=benchmarks

requirements: ## Write the locks anew from requirements/*.in
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --universal --python-version 3.11 --no-annotate \
	  --custom-compile-command "make requirements" requirements/base.in -o requirements/base.txt
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --universal --python-version 3.11 --no-annotate \
	  --custom-compile-command "make requirements" requirements/dev.in -o requirements/dev.txt
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --universal --python-version 3.11 --no-annotate \
	  --custom-compile-command "make requirements" requirements/uv.in -o requirements/uv.txt

clean: ## Remove everything that setup made; data/ stays
	rm -rf .venv node_modules build $(STAMP) .mypy_cache .ruff_cache
