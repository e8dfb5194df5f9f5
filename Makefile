# Two commands: `make demo` shows it, `make test` proves it. Both set up what they need in .venv.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lint setup format clean bench-compose bench-delivery bench-extract bench-poll bench-publish bench-recognise bench-stories check-bounces check-email check-feedparser check-mail check-pages soak-kill

demo: .venv/demo-ready
	@$(BIN)/aggregator demo $(if $(ONCE),--once)

test: .venv/dev-ready
	$(BIN)/pytest -n auto --dist worksteal $(ARGS)

lint: .venv/dev-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/figures.py

# Not part of the tests: downloads flufl.bounce's own samples and counts those that we recognise.
check-bounces: .venv/dev-ready
	$(BIN)/python tools/check_bounces.py

# Not part of the tests: downloads feedparser's own test files and counts what we make of them.
check-feedparser: .venv/dev-ready
	$(BIN)/python tools/feedparser_expectations.py

# Not part of the tests: every page of the demo in Chromium, by axe, by the W3C's validator, every feed by feedsmith.
check-pages: .venv/dev-ready
	$(BIN)/pip install --quiet --disable-pip-version-check playwright
	npm install --silent --no-audit --no-fund --prefix build/pages axe-core vnu-jar feedsmith
	$(BIN)/python tools/check_pages.py build/pages

# Not part of the tests: issues in Chromium, by axe, by the W3C's validator, by caniemail, by SpamAssassin.
check-email: .venv/dev-ready
	$(BIN)/pip install --quiet --disable-pip-version-check playwright
	npm install --silent --no-audit --no-fund --prefix build/mail axe-core caniemail vnu-jar
	@command -v spamassassin > /dev/null || apt-get install --yes --quiet --no-install-recommends spamassassin \
	  || echo "SpamAssassin is not here and could not be installed: apt-get install spamassassin, as root"
	$(BIN)/python tools/check_email.py build/mail

# Not part of the tests: messages of every variant, read by Python's email, dkimpy and npm's mailparser.
check-mail: .venv/dev-ready
	@command -v npm > /dev/null && npm install --silent --no-audit --no-fund --prefix build/mail mailparser \
	  || echo "npm is not here or gets nothing: without mailparser a part is skipped"
	$(BIN)/python tools/check_mail.py build/mail

format: .venv/dev-ready
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format .

setup: .venv/dev-ready

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "aggregator needs Python 3.11 or newer; name one with make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv

.venv/demo-ready: pyproject.toml constraints.txt .venv/bin/python
	@echo "Setting up .venv (once; about half a minute) ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.venv/dev-ready: pyproject.toml constraints.txt .venv/bin/python
	@$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@ .venv/demo-ready

bench-poll: .venv/dev-ready
	$(BIN)/pip install --quiet reader sgmllib3k
	$(BIN)/python benchmarks/poll.py

bench-compose: .venv/dev-ready
	$(BIN)/python benchmarks/compose.py

bench-publish: .venv/dev-ready
	$(BIN)/python benchmarks/publish.py

bench-recognise: .venv/dev-ready
	$(BIN)/python benchmarks/recognise.py

bench-stories: .venv/dev-ready
	$(BIN)/pip install --quiet datasketch simhash
	$(BIN)/python benchmarks/stories.py

# Needs Postfix's smtp-sink and smtp-source: apt-get install postfix.
bench-delivery: .venv/dev-ready
	$(BIN)/python benchmarks/delivery.py

# About an hour: 200 kills while 2,000 messages go; make soak-kill ARGS='20 500' is shorter.
soak-kill: .venv/dev-ready
	$(BIN)/python benchmarks/kill_soak.py $(ARGS)

bench-extract: .venv/dev-ready
	$(BIN)/pip install --quiet readability-lxml
	$(BIN)/python -W ignore benchmarks/extract.py

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build dist
