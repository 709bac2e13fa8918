# Two commands do everything: `make run` and `make test`. Nothing is installed outside .venv.

PYTHON ?= python3
VENV := .venv/bin

.PHONY: run test test-fast check check-fast format lock messages bench clean

run: .venv/run.stamp  ## start the learning platform on http://127.0.0.1:8000
	@$(VENV)/python run.py

test: .venv/dev.stamp  ## all tests, in parallel, browser tests included where Chromium is there
	@$(VENV)/python -m tests.chromium
	$(VENV)/pytest -n auto --dist worksteal

test-fast: .venv/dev.stamp  ## all tests but the browser's
	$(VENV)/pytest -n auto --dist worksteal -m "not browser"

check: check-fast  ## format, lint, types, courses, arrows, templates, translations
	$(VENV)/pytest -q tests/test_architecture.py tests/test_templates.py tests/test_translations.py

check-fast: .venv/dev.stamp  ## what `make check` looks at and `make test` does not: format, lint, types, courses
	$(VENV)/ruff format --check .
	$(VENV)/ruff check .
	$(VENV)/mypy
	$(VENV)/flask courses check --strict courses

format: .venv/dev.stamp
	$(VENV)/ruff format .
	$(VENV)/ruff check --fix .

messages: .venv/dev.stamp  ## collect new messages into the catalogues
	$(VENV)/pybabel -q extract -F app/translations/babel.cfg -k _l -k N_ --no-location --sort-output --project=Tradewind --version=0.6 -o app/translations/messages.pot .
	$(VENV)/pybabel -q update --no-fuzzy-matching --ignore-obsolete -i app/translations/messages.pot -d app/translations -l zh_Hans_CN
	rm app/translations/messages.pot

lock: .venv/dev.stamp  ## pin what pyproject.toml asks for, with hashes
	$(VENV)/uv pip compile -q --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links -o requirements.txt pyproject.toml
	$(VENV)/uv pip compile -q --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --extra dev -o requirements-dev.txt pyproject.toml

bench: .venv/dev.stamp  ## measure pages beside a bare view, a library of 5 000 lessons, a quiz under load, judging again, 20 000 people and their duties, every report about them
	$(VENV)/python -m benchmarks.pages
	$(VENV)/python -m benchmarks.content
	$(VENV)/python -m benchmarks.quiz
	$(VENV)/python -m benchmarks.rejudging
	$(VENV)/python -m benchmarks.directory
	$(VENV)/python -m benchmarks.rules
	$(VENV)/python -m benchmarks.importing
	$(VENV)/python -m benchmarks.reports

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Tradewind needs Python 3.11 or newer; set PYTHON=python3.x to choose one."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv module is missing. Install it with:  sudo apt install python3-venv"; exit 1; }
	@echo "Preparing .venv (once, about a minute) …"
	@$(PYTHON) -m venv .venv

.venv/run.stamp: requirements.txt | .venv/bin/python
	@$(VENV)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt | .venv/bin/python
	@$(VENV)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ .venv/run.stamp
