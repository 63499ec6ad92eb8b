# The tasks of the project; `make` lists them. `make test` is the one gate, on a laptop and in CI alike.
#
# Tests that take minutes stand in files with the build tag `long` and run by `make long`; `make test` compiles them as
# well, so that they do not rot. There is no other switch: no environment variable makes a test easier.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

GO ?= go
FUZZTIME ?= 30s

# Packages that start goroutines or share values between them run under the race detector; internal/archtest holds the
# list against the sources. The others would only be slower with it.
RACE := build cache check codec decode layout markdown notify output page pagetest parallel pinyin publish publish/dir publish/faultproxy publish/s3 source watch words

ALL = $(shell $(GO) list ./...)
RACED = $(filter $(addprefix mingde/internal/,$(RACE)),$(ALL))

# Thousands of small builds, publishes, pages and texts, and browsers: all of them without the race detector, those in which goroutines meet with it
# as well.
HEAVY := mingde/internal/build mingde/internal/publish mingde/internal/layout mingde/internal/markdown mingde/internal/pagetest
MEETING := TestLiveAtOnce|TestLiveErrorsOtherDay|TestLiveOtherDayFollows|TestAllAtOnce|TestBuiltMeanwhile|TestCleanWaits|TestRestored|TestSameBytes|TestParseConcurrently|TestCheckersFind|TestExplain|TestTwoAtOnce|TestZombie|TestHeartbeats|TestLeaseEnds|TestWaits|TestStopped|TestStopsItself|TestLostReplies|TestEvents|TestForeign

# What takes its time on a slow phone is measured alone.
TIMED := TestSlowPhone|TestLighthouse$$

# The tests write a million small files: into memory, where there is a disk of it with room, from which programs may run.
MEMORY := $(shell t=$$(mktemp -d /dev/shm/mingde.XXXXXX 2>/dev/null) && printf '\043!/bin/sh\n' > $$t/x && chmod +x $$t/x && $$t/x && \
  df -Pk /dev/shm | awk 'NR == 2 && $$4 > 4000000 {print "/dev/shm"}'; [ -z "$$t" ] || rm -rf "$$t")
ifneq ($(MEMORY),)
export TMPDIR := $(MEMORY)
endif

# Lighthouse has a folder of its own: it brings two hundred packages, and only `make long` needs it.
LIGHTHOUSE := internal/pagetest/lighthouse/node_modules/.package-lock.json

.PHONY: help build test long ceph bench look tools clean

help: ## list the tasks
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-6s %s\n", $$1, $$2}' Makefile

build: ## build bin/mingde, one static binary
	CGO_ENABLED=0 $(GO) build -o bin/mingde ./cmd/mingde

test: tools ## everything that must hold before a commit (≤ 12 minutes on 2 cores)
	$(GO) vet ./...
	$(GO) vet -tags long,ceph,look ./...
	$(GO) test $(filter-out $(RACED),$(ALL)) $(HEAVY)
	CGO_ENABLED=1 $(GO) test -race $(filter-out $(HEAVY),$(RACED))
	CGO_ENABLED=1 $(GO) test -race -run '$(MEETING)' $(HEAVY)

long: tools $(LIGHTHOUSE) ## the long random runs, every fault of publishing at every request, 30 s of every fuzz test, and Ceph
	$(GO) test -tags long -timeout 90m -skip '$(TIMED)' ./...
	$(GO) test -tags long -p 1 -run '$(TIMED)' ./internal/search ./internal/pagetest
	@$(GO) test -list '^Fuzz' ./... | awk '/^Fuzz/ {names[n++] = $$1} /^ok/ {for (i = 0; i < n; i++) print names[i], $$2; n = 0}' | \
	while read -r name package; do \
	  echo "$(GO) test -fuzz $$name $$package"; \
	  $(GO) test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) "$$package"; \
	done
	@if command -v radosgw >/dev/null || command -v apt-get >/dev/null; then $(MAKE) ceph; else \
	  echo "make long: CEPH WAS NOT TESTED: it is not installed, and without apt-get make ceph cannot install it" >&2; fi

ceph: ## install Ceph, run the suite of stores on it, and publish into it
	@$(call install,$(CEPH))
	$(GO) test -tags ceph -run Ceph ./internal/publish ./internal/publish/s3

bench: ## all times
	$(GO) test -run '^$$' -bench . -benchmem ./internal/...

look: tools ## redo the pictures of the README
	$(GO) test -tags look -count 1 -run TestSheets ./internal/pagetest

# What the tests need besides Go and Node: a program or file whose presence tells, and the Debian package that has it.
NEEDS := chromium=chromium java=default-jre-headless gcc=gcc,libc6-dev pdftotext=poppler-utils zbarimg=zbar-tools \
  /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc=fonts-noto-cjk
NODE_MODULES := internal/pagetest/node_modules/.package-lock.json

# A server of S3 for the tests, built once from its source and kept; no part of the program, and not in its go.mod.
VERSITYGW := bin/tools/versitygw-1.8.0

# A bad network for the tests, in the same way.
TOXIPROXY := bin/tools/toxiproxy-2.5.0

# An old server of S3, for `make long` only: 200 MB.
CEPH := radosgw=radosgw ceph-mon=ceph-mon ceph-osd=ceph-osd ceph=ceph-common

# install gives the recipe that installs those packages of $(1) whose sign is not there.
define install
packages=; \
	for need in $(1); do \
	  sign=$${need%%=*}; [ -e "$$sign" ] || command -v "$$sign" >/dev/null || packages+=" $${need#*=}"; \
	done; \
	packages=$${packages//,/ }; \
	[ -n "$$packages" ] || exit 0; \
	if ! command -v apt-get >/dev/null; then echo "install by hand what Debian calls:$$packages" >&2; exit 1; fi; \
	sudo=; if [ "$$(id -u)" != 0 ]; then sudo=sudo; fi; \
	echo "installing:$$packages"; \
	$$sudo apt-get update -q; \
	$$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $$packages
endef

tools: $(NODE_MODULES) $(VERSITYGW) $(TOXIPROXY) ## install what the tests need: node modules, a server of S3, a bad network, Chromium, a Chinese font, readers of PDF and QR codes, Java, a C compiler
	@$(call install,$(NEEDS))

$(NODE_MODULES): internal/pagetest/package.json internal/pagetest/package-lock.json
	cd internal/pagetest && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

$(LIGHTHOUSE): internal/pagetest/lighthouse/package.json internal/pagetest/lighthouse/package-lock.json
	cd internal/pagetest/lighthouse && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

$(VERSITYGW):
	@mkdir -p $(@D)
	GOBIN=$(CURDIR)/$(@D) GOFLAGS= $(GO) install -ldflags '-s -w' github.com/versity/versitygw/cmd/versitygw@v$(lastword $(subst -, ,$@))
	@mv $(@D)/versitygw $@

$(TOXIPROXY):
	@mkdir -p $(@D)
	GOBIN=$(CURDIR)/$(@D) GOFLAGS= $(GO) install -ldflags '-s -w' github.com/Shopify/toxiproxy/v2/cmd/server@v$(lastword $(subst -, ,$@))
	@mv $(@D)/server $@

clean: ## remove what was built and installed below this folder
	rm -rf bin public .mingde internal/pagetest/node_modules internal/pagetest/lighthouse/node_modules
