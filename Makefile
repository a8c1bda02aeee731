# The desk, from a fresh Debian or Ubuntu that has Rust, Node 20 or newer and make. `make` alone lists what there is.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

# What the system must have: to build, and to run the window's tests.
BUILD_PACKAGES := build-essential pkg-config libwebkit2gtk-4.1-dev librsvg2-dev libxdo-dev
TEST_PACKAGES := webkit2gtk-driver xvfb xauth dbus dbus-x11

NODE_MODULES := ui/node_modules/.package-lock.json
INTERFACE := ui/dist/.built
# A display and a session bus of its own for the bench; what portals and the like say in there is kept aside.
STAGE := bash benches/stage.sh

# The bundles carry the command line too; the interface is built by then.
WITH_STET := "files":{"/usr/bin/stet":"target/release/stet","/usr/share/doc/stet/copyright":"LICENSE"}
DIST := {"build":{"beforeBuildCommand":""},"bundle":{"linux":{"deb":{$(WITH_STET)},"rpm":{$(WITH_STET)}}}}

.PHONY: help setup system tools build run test lint fmt bindings bench dist licences core-tests ui-tests

help: ## what there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 18

setup: system $(NODE_MODULES) ## system packages (with sudo when not root) and the interface's own

system:
	@bash tests/desk/packages.sh $(BUILD_PACKAGES) $(TEST_PACKAGES)

$(NODE_MODULES): ui/package.json ui/package-lock.json
	npm ci --prefix ui --no-audit --no-fund
	@touch $@

$(INTERFACE): $(NODE_MODULES) ui/index.html ui/vite.config.ts $(shell find ui/src -type f 2>/dev/null)
	npm run --prefix ui --silent build
	@touch $@

# Validators and site generators that exports are held against; what cannot be had is named, and its tests skip.
tools:
	@bash tests/tools.sh

build: setup $(INTERFACE) ## the desk and the command line, for development
	cargo build --locked --workspace --bins

run: build ## opens the desk; where there is no display, walks through it and leaves pictures in target/tour
	@if [ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ]; then target/debug/stet-desk; \
	else cargo test --locked --workspace --test tour -- --nocapture && echo "The tour is in target/tour:" && ls target/tour; fi

test: build lint licences core-tests ui-tests ## everything that CI runs

# One call builds and runs every Rust test, the journeys through the real window among them. These mostly wait, so half as many
# again run as there are processors.
core-tests: build tools
	RUST_TEST_THREADS=$$(($$(nproc) * 3 / 2)) cargo test --locked --workspace

ui-tests: $(NODE_MODULES)
	npm run --prefix ui --silent check
	npm run --prefix ui --silent test

lint: $(INTERFACE) ## formats and lints
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings
	npm run --prefix ui --silent lint

licences: ## licences and sources of everything that is built in, where cargo-deny is installed
	@if command -v cargo-deny >/dev/null; then cargo deny --offline check licenses bans sources; \
	else echo "cargo-deny is not installed: licences and sources were not checked"; fi

fmt: ## formats the Rust sources
	cargo fmt --all

bindings: ## writes ui/src/backend/bindings.ts anew from the Rust types
	STET_WRITE_BINDINGS=1 cargo test --locked --package stet-desk --lib bindings

bench: setup tools $(INTERFACE) ## side-by-side figures; ONLY=typing runs a part (benches/README.md)
	cargo build --locked --release --package stet-desk --package stet-benches --bins
	$(STAGE) target/release/stet-bench $(ONLY)

dist: setup $(INTERFACE) ## the .deb and the .rpm, in target/release/bundle
	cargo build --locked --release --package stet-cli
	ui/node_modules/.bin/tauri build --bundles deb,rpm --config '$(DIST)'
	@ls -l target/release/bundle/deb/*.deb target/release/bundle/rpm/*.rpm
