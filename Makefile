# Everything is installed into .venv; nothing else on the machine is touched.
PYTHON ?= $(shell for p in python3.12 python3.13 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null && { command -v $$p; break; }; done)
BIN := .venv/bin
# Tests start some hundred processes, each of which would compile the source anew where the environment forbids to keep it.
export PYTHONDONTWRITEBYTECODE :=
# One process of tests more than there are cores, since some wait for servers: a sixth quicker on two.
PYTEST := $(BIN)/pytest -n $(shell expr `getconf _NPROCESSORS_ONLN` + 1)

.PHONY: run quick test check bench torture bench-crawl bench-tables bench-scale bench-scan bench-browse lock clean install

run: install
	$(BIN)/quotewire run

# The daily loop: no server, no worker processes, the model only where it is what is tested.
quick: install
	$(PYTEST) -m "not slow"

test: install
	$(PYTEST) --dist loadgroup

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/quotewire docs --check
	$(PYTEST) --dist loadgroup

bench: install
	$(BIN)/python -m tests.bench.run

bench-crawl: install
	$(BIN)/python -m tests.bench.crawl

bench-tables: install
	$(BIN)/python -m tests.bench.tables

bench-scale: install
	$(BIN)/python -m tests.bench.scale

bench-scan: install
	$(BIN)/python -m tests.bench.scan

bench-browse: install
	$(BIN)/python -m tests.bench.browse

torture: install
	$(BIN)/python -m tests.torture

install: .venv/installed

# Bytecode is compiled once here, which halves every later start.
.venv/installed: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "quotewire needs Python 3.12 or newer (python3.12 is not on the PATH); install it, or say where it is: make PYTHON=/path/to/python3.12"; exit 2; }
	@if command -v uv >/dev/null 2>&1; then \
		uv venv --quiet --allow-existing --python "$(PYTHON)" .venv && \
		uv pip sync --quiet --python $(BIN)/python --require-hashes --compile-bytecode requirements.lock && \
		uv pip install --quiet --python $(BIN)/python --no-deps --editable .; \
	else \
		"$(PYTHON)" -m venv .venv && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable . && \
		{ $(BIN)/python -m compileall -qq -j 0 .venv/lib >/dev/null 2>&1 || true; }; \
	fi
	@touch $@

# Without sources, so that the lock names no package host; pins stay unless pyproject.toml asks for others.
lock:
	uv pip compile pyproject.toml --all-extras --universal --generate-hashes --no-header --quiet --output-file requirements.lock

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
