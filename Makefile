# Needs Python 3.11+ and make. Everything else is installed into .venv from hashed lock files.

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$python; break; }; done)
READY = .venv/.ready
READY_TO_TEST = .venv/.ready-to-test
READY_TO_COMPARE = .venv/.ready-to-compare
CHECK ?=

.DEFAULT_GOAL := demo
.PHONY: demo test bench docs web client lock clean

demo: $(READY) web ## Two invented businesses at http://127.0.0.1:8000
	@exec .venv/bin/nigotis demo $(CHECK)

test: $(READY_TO_TEST) web ## Lint, types, walls, tests, web: one summary
	@.venv/bin/python tools/check.py

bench: $(READY_TO_COMPARE) ## The same figures computed by us and by named peers, side by side
	@.venv/bin/python -m bench
	@.venv/bin/python -m bench.pairs
	@.venv/bin/python -m bench.predictions

docs: $(READY_TO_TEST) ## Pages that are generated from the code
	@.venv/bin/python -m nigotis.surfaces.docs docs

web: $(READY) ## The web app, when its sources changed
	@.venv/bin/python tools/web.py build

client: $(READY_TO_TEST) ## The web app's types, from the API
	@.venv/bin/python web/codegen/document.py
	@.venv/bin/python tools/web.py client

lock: ## Lock files, from pyproject.toml
	@$(PYTHON) -m venv .venv-lock && .venv-lock/bin/pip install --quiet uv
	.venv-lock/bin/uv pip compile --quiet --upgrade --generate-hashes --no-header --no-annotate --python-version 3.11 \
		--universal --group pyproject.toml:build pyproject.toml -o requirements.lock
	.venv-lock/bin/uv pip compile --quiet --upgrade --generate-hashes --no-header --no-annotate --python-version 3.11 \
		--universal --group pyproject.toml:build --group pyproject.toml:dev pyproject.toml -c requirements.lock \
		-o requirements-dev.lock
	.venv-lock/bin/uv pip compile --quiet --upgrade --generate-hashes --no-header --no-annotate --python-version 3.11 \
		--universal --group pyproject.toml:build --group pyproject.toml:dev --group pyproject.toml:bench pyproject.toml \
		-c requirements-dev.lock -o requirements-bench.lock
	@rm -rf .venv-lock

clean: ## Everything that can be made again; never your data
	rm -rf .venv web/node_modules src/nigotis/surfaces/http/site .mypy_cache .ruff_cache .pytest_cache .hypothesis \
		.import_linter_cache build dist

$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Nigotis needs Python 3.11 or newer; none was found."; exit 1; }
	@$(PYTHON) tools/environment.py requirements.lock $(READY)

$(READY_TO_TEST): requirements-dev.lock $(READY)
	@$(PYTHON) tools/environment.py requirements-dev.lock $(READY_TO_TEST)

$(READY_TO_COMPARE): requirements-bench.lock $(READY_TO_TEST)
	@$(PYTHON) tools/environment.py requirements-bench.lock $(READY_TO_COMPARE)
