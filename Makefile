# The product's commands. PORT=8001 make run serves elsewhere.
export PORT ?= 8000
VENV := .venv/bin/python

.PHONY: help setup run test check bench

help:
	@echo "make run     install what is missing, load the sample once, serve http://localhost:$(PORT)"
	@echo "make test    install what is missing, run the fast tests"
	@echo "make check   lint, import rules, migrations, translations, templates, deployment"
	@echo "make bench   measure; table on the screen, figures in build/bench.json"
	@echo "make setup   the installing alone"

setup:
	@scripts/setup.sh

run: setup
	@exec $(VENV) scripts/run.py

test: setup
	@$(VENV) -m pytest -n auto

check:
	@scripts/setup.sh --dev
	@scripts/check.sh

bench: setup
	@$(VENV) -m tests.bench
