# Two commands: `make run` and `make test`. Both install what is missing first. What else there is,
# `make help` says.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test pictures soak schemathesis fuzz bench lint install

# Where rustup puts cargo, for shells that have not read its settings yet.
export PATH := $(PATH):$(HOME)/.cargo/bin

BUILD_DIR := $(or $(CARGO_TARGET_DIR),target)

help: ## Show what there is to make
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: install ## Build Countersign and run it with servers of its own; ARGS="--listen ADDR --data-dir DIR" go to `countersign dev`
	@echo 'make: building Countersign (the first time takes some minutes)'
	@cargo build
	@exec $(BUILD_DIR)/debug/countersign dev $(ARGS)

test: install ## Run every test, on real servers
	@echo 'make: building and testing (the first time takes some minutes)'
	@cargo test --workspace
	@$(MAKE) --no-print-directory schemathesis

schemathesis: install ## Hold the API against its OpenAPI document; EXAMPLES=20 for each operation, SEED=1
	@tools/install-packages python3-venv
	@cargo build
	@tools/schemathesis $(BUILD_DIR) $(or $(EXAMPLES),20) $(or $(SEED),1)

fuzz: install ## Fuzz each parser, for SECONDS=30 each; needs a nightly toolchain
	@tools/fuzz $(or $(SECONDS),30)

bench: install ## Measure it against yardsticks, on real servers with fsync on; ROWS=1,4 measures these rows only
	@echo 'make: building for release and measuring (the first time takes some minutes, the rest about fifteen)'
	@ROWS=$(ROWS) cargo bench --package countersign-tests --bench bench

pictures: install ## Take the pictures of the walk in docs/walk anew
	@cargo test -p countersign-tests --test it pages::pictures -- --ignored

soak: install ## Break things for hours: every scenario of tests/tests/it/faults with many seeds; SEEDS=100
	@COUNTERSIGN_SEEDS=$(or $(SEEDS),100) cargo test -p countersign-tests --test it faults::

lint: ## Check format, lints, and, where cargo-deny is installed, licences and advisories
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	@if command -v cargo-deny >/dev/null; then cargo deny check; else echo 'make: no cargo-deny here, skipped'; fi

install:
	@tools/install-packages
	@command -v cargo >/dev/null || { echo 'make: Rust is missing; get it from https://rustup.rs' >&2; exit 1; }
