# `make` lists the targets.
.DEFAULT_GOAL := help
CARGO := cargo
# Packages that know no socket, file or clock (ARCHITECTURE.md).
PURE := credeval-model credeval-linked-data credeval-verify credeval-trust credeval-wallet credeval-map credeval-score credeval-report credeval-manifest

.PHONY: help test check bench bench-peers bench-instructions bench-stages bench-trust bench-score bench-linked-data conformance fixtures schemas crosswalk goldens contexts structure pure wasm fuzz deny services faults scale

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1	\2/' | expand -t 22

test: ## run every test; those over real credentials need CREDEVAL_CORPUS
	$(CARGO) test --locked --workspace

check: pure ## formatting, lints, documentation, generated files: what every change must pass
	$(CARGO) fmt --all --check
	rustfmt --check --edition 2024 tests/binary.rs
	$(CARGO) clippy --locked --workspace --all-targets --all-features -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --workspace --no-deps
	$(CARGO) run --locked -q -p credeval-dev -- fixtures --check
	$(CARGO) run --locked -q -p credeval-dev -- schemas --check
	$(CARGO) run --locked -q -p credeval-dev -- crosswalk --check
	$(CARGO) metadata --locked --format-version 1 --manifest-path fuzz/Cargo.toml >/dev/null

pure: ## the pure crates depend on no network or runtime
	@for package in $(PURE); do \
	  found=$$($(CARGO) tree --locked -e normal -p $$package --prefix none | grep -E '^(tokio|reqwest|hyper|async-nats|sqlx) ' | sort -u); \
	  if [ -n "$$found" ]; then echo "$$package is not pure: $$found"; exit 1; fi; \
	done; echo "pure: $(PURE)"

wasm: ## the pure crates build for browsers (needs the target wasm32-unknown-unknown)
	$(CARGO) check --locked --target wasm32-unknown-unknown $(foreach package,$(filter-out credeval-verify credeval-trust credeval-wallet credeval-manifest,$(PURE)),-p $(package))
	$(CARGO) check --locked --target wasm32-unknown-unknown -p credeval-manifest --no-default-features
	$(CARGO) check --locked --target wasm32-unknown-unknown -p credeval-verify --no-default-features --features portable

# FAST=off: every document by the general processor of linked data; the verdicts must be the same.
conformance: ## the vectors of the specifications and real credentials, and docs/conformance.md; needs CREDEVAL_CORPUS; FAST=off without the fast path
	@test -n "$$CREDEVAL_CORPUS" || { echo "CREDEVAL_CORPUS must name the folder with the vectors"; exit 2; }
	rm -rf target/conformance
	CREDEVAL_CORPUS=$$(cd "$$CREDEVAL_CORPUS" && pwd) CREDEVAL_CONFORMANCE_RECORDS="$(CURDIR)/target/conformance" $(CARGO) test --locked -p credeval-conformance $(if $(filter off,$(FAST)),--features credeval-linked-data/general-only)
	$(CARGO) run --locked -q -p credeval-dev -- conformance --from target/conformance

fixtures: ## write the shipped credentials again, byte for byte
	$(CARGO) run --locked -q -p credeval-dev -- fixtures

schemas: ## write the JSON Schemas of our own reports and files again
	$(CARGO) run --locked -q -p credeval-dev -- schemas

crosswalk: ## write docs/crosswalk.md and schemas/crosswalk.csv again from the table
	$(CARGO) run --locked -q -p credeval-dev -- crosswalk

goldens: ## write what the credentials of the corpus state, but for those written by hand; needs CREDEVAL_CORPUS
	$(CARGO) run --locked -q -p credeval-dev -- goldens

contexts: ## write the context tables again from the published ones; needs CREDEVAL_CORPUS
	$(CARGO) run --locked -q -p credeval-dev -- contexts

services: ## start a private PostgreSQL and a private NATS server, and print where they are, until Ctrl-C; they are installed where they are not, as administrator
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || apt-get install -y postgresql
	@command -v nats-server >/dev/null || [ -x /usr/sbin/nats-server ] || apt-get install -y nats-server
	@CREDEVAL_REQUIRE_SERVICES=1 $(CARGO) run --locked -q -p credeval-services --example services

# ROWS is a multiple of 20. RECORD=1 writes docs/scale.md.
scale: ## one tenant's import of ROWS rows by three workers, and what another's single request takes meanwhile; ALONE=1: a million rows into a file, killed and resumed; RECORD=1
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || apt-get install -y postgresql
	@command -v nats-server >/dev/null || [ -x /usr/sbin/nats-server ] || apt-get install -y nats-server
	$(if $(CREDEVAL),,$(CARGO) build --locked --release -q -p credeval-cli)
	@CREDEVAL_REQUIRE_SERVICES=1 $(CARGO) run --locked -q -p credeval-dev -- scale --credeval $(or $(CREDEVAL),$${CARGO_TARGET_DIR:-target}/release/credeval) \
	  $(if $(ROWS),--rows $(ROWS)) $(if $(ALONE),--alone) $(if $(RECORD),--record)

# PROFILE=release for the program as it is shipped (ROWS should then be some thousands, or faults come too late);
# CREDEVAL=PATH for one that is built already.
RUNS := 1
PROFILE := dev
CREDEVAL :=
BUILT = $${CARGO_TARGET_DIR:-target}/$(if $(filter dev,$(PROFILE)),debug,$(PROFILE))/credeval
faults: ## break a whole installation at work, RUNS times, and see that nothing is lost; ROWS=N, ONLY="NAME ...", RECORD=FILE
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || apt-get install -y postgresql
	@command -v nats-server >/dev/null || [ -x /usr/sbin/nats-server ] || apt-get install -y nats-server
	$(if $(CREDEVAL),,$(CARGO) build --locked -q -p credeval-cli --profile $(PROFILE))
	@CREDEVAL_REQUIRE_SERVICES=1 $(CARGO) run --locked -q -p credeval-dev -- faults --runs $(RUNS) --credeval $(or $(CREDEVAL),$(BUILT)) \
	  $(if $(ROWS),--rows $(ROWS)) $(foreach name,$(ONLY),--only $(name)) $(if $(SEED),--seed $(SEED)) $(if $(AT_ONCE),--at-once $(AT_ONCE)) $(if $(RECORD),--record $(RECORD))

structure: ## write the table of the European profiles again from their published shapes; needs CREDEVAL_CORPUS
	$(CARGO) run --locked -q -p credeval-dev -- structure

# What `make bench` is given (bench/README.md).
BENCH :=
ACCEPT :=
PEERS := target/bench/peers

bench: $(PEERS)/installed ## what credeval costs beside others and beside its cryptography, and docs/performance.md; BENCH=--quick is short
	$(CARGO) build --locked --release -q -p credeval-cli -p credeval-bench
	$${CARGO_TARGET_DIR:-target}/release/credeval-bench run $(BENCH)

bench-peers: ## install what credeval is measured beside, into target/bench/peers
	@rm -f $(PEERS)/installed
	@$(MAKE) --no-print-directory $(PEERS)/installed

# A peer that cannot be installed stands in the report as such.
$(PEERS)/installed: $(wildcard bench/peers/*/* bench/peers/rust/*/*)
	mkdir -p $(PEERS)/javascript
	cp bench/peers/javascript/* $(PEERS)/javascript
	-cd $(PEERS)/javascript && npm ci --ignore-scripts --no-audit --no-fund
	-python3 -m pip install --quiet --upgrade --target $(PEERS)/python -r bench/peers/python/requirements.txt
	-$(CARGO) build --locked --release --manifest-path bench/peers/rust/Cargo.toml --target-dir $(PEERS)/rust -p peer-oxjsonld
	-$(CARGO) build --locked --release --manifest-path bench/peers/rust/Cargo.toml --target-dir $(PEERS)/rust -p peer-ssi
	touch $@

bench-instructions: ## instructions of single stages against bench/instructions.toml (needs valgrind); ACCEPT=--accept writes it
	$(CARGO) build --locked --release -q -p credeval-cli -p credeval-bench
	$${CARGO_TARGET_DIR:-target}/release/credeval-bench instructions $(ACCEPT)

bench-stages: ## how long single stages take, by Criterion
	$(CARGO) bench --locked -q -p credeval --bench stages

bench-trust: ## a thousand evaluations with all European lists loaded, and without
	$(CARGO) bench --locked -q -p credeval --bench trust

bench-score: ## credentials that one core scores in a second, by kind and mixed
	$(CARGO) bench --locked -q -p credeval-score --bench score

bench-linked-data: ## what each step from JSON-LD to canonical N-Quads costs
	$(CARGO) bench --locked -q -p credeval-linked-data --bench linked_data

# The counters that libFuzzer steers by; the compiler has them, and no other tool is needed.
FUZZ := evaluate linked_data
FUZZ_SECONDS := 60
FUZZ_FLAGS := --cfg fuzzing -C passes=sancov-module -C llvm-args=-sanitizer-coverage-level=4 \
	-C llvm-args=-sanitizer-coverage-inline-8bit-counters -C llvm-args=-sanitizer-coverage-pc-table -C llvm-args=-sanitizer-coverage-trace-compares

fuzz: ## hostile input made by libFuzzer, FUZZ_SECONDS for each of FUZZ; what it finds stays in target/fuzz
	RUSTFLAGS="$(FUZZ_FLAGS)" $(CARGO) build --locked --release -q --manifest-path fuzz/Cargo.toml --target-dir target/fuzz --target $$(rustc --print host-tuple)
	@for target in $(FUZZ); do \
		mkdir -p target/fuzz/seeds target/fuzz/found/$$target target/fuzz/inputs/$$target && \
		find fixtures -type f \( -name '*.json' -o -name '*.jsonld' -o -name '*.jwt' -o -name '*.xml' \) -size -64k -exec cp -u {} target/fuzz/seeds \; && \
		target/fuzz/$$(rustc --print host-tuple)/release/$$target -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
			-artifact_prefix=target/fuzz/found/$$target/ target/fuzz/inputs/$$target target/fuzz/seeds || exit 1; \
	done

deny: ## licences, sources and duplicate crates (needs cargo-deny)
	$(CARGO) deny --locked check bans licenses sources
