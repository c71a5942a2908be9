# make demo              build, and plan an example cluster
# make test              build, run all tests and all scenarios
# make test-without-glpk all scenarios with a build that has no solver of mixed-integer programs
# make examples          build and run the examples, a package as yours would be
# make bench             build the benchmarks and their tests, and run the smallest
# make python            build the library for C and the Python wheel with it, and test the wheel
# make docs              build the documentation
# make install           build optimised, and install under PREFIX (/usr/local) with completions and manuals
# make lint              check the style; make format repairs what can be repaired
# make trials            random clusters through every solver, breaches shrunk to scenarios
# make fuzz              feed every reader with bytes nobody wrote
# make sanitize          the tests with the address, then the thread sanitizer
# make coverage          how many lines of each target the tests run through
# make clean             remove what was built
#
# The demo is a debug build, which is there soonest. Tests are optimised with every assertion kept, in
# a folder of their own: two minutes more to build, ten less to run.
.POSIX:
.PHONY: all demo test test-without-glpk examples bench python docs install lint format trials fuzz sanitize coverage setup clean

SWIFT = swift
PREFIX = /usr/local
EXAMPLE = Scenarios/kubectl/three-zones
PLAN = .build/demo-plan.json
REBALANCE = .build/debug/rebalance
FLAGS = `scripts/glpk-flags`
OPTIMISED = $(FLAGS) -Xswiftc -O -Xswiftc -assert-config -Xswiftc Debug
TESTED = $(OPTIMISED) --scratch-path .build/tested
# Tests that wait for processes go by themselves: beside those that compute, or keep a thread until
# an answer comes, they would starve.
WAITING = 'PlacementExecutionTests|RebalanceTests'

all: demo

setup:
	@scripts/setup

demo: setup
	@$(SWIFT) build $(FLAGS) --product rebalance
	@$(REBALANCE) plan $(EXAMPLE) --goal balance --out $(PLAN)
	@echo
	@echo "The plan document is $(PLAN). What to try next:"
	@echo "  $(REBALANCE) verify $(PLAN) $(EXAMPLE)"
	@echo "  $(REBALANCE) show $(PLAN) -o markdown"
	@echo "  $(REBALANCE) plan $(EXAMPLE) --drain worker-02 --max-migrations 8"
	@echo "  $(REBALANCE) plan Scenarios/infeasible/does-not-fit.yaml"

test: setup
	@scripts/mcp-client
	@$(SWIFT) build $(TESTED) --build-tests
	@$(SWIFT) test $(TESTED) --skip-build --disable-xctest --skip $(WAITING)
	@$(SWIFT) test $(TESTED) --skip-build --disable-xctest --filter $(WAITING)
	@.build/tested/debug/rebalance test --quiet Scenarios

test-without-glpk:
	@$(SWIFT) build --disable-default-traits --traits Tools --scratch-path .build/without-glpk --product rebalance
	@.build/without-glpk/debug/rebalance test --quiet Scenarios

examples: setup
	@$(SWIFT) build $(FLAGS) --package-path Examples --build-tests
	@$(SWIFT) run $(FLAGS) --package-path Examples --skip-build plan-a-cluster
	@$(SWIFT) run $(FLAGS) --package-path Examples --skip-build custom-rule
	@$(SWIFT) run $(FLAGS) --package-path Examples --skip-build custom-executor
	@$(SWIFT) test $(FLAGS) --package-path Examples --skip-build --disable-xctest

bench: setup
	@$(SWIFT) build $(FLAGS) --package-path Benchmarks --build-tests
	@$(SWIFT) test $(FLAGS) --package-path Benchmarks --skip-build --disable-xctest
	@$(SWIFT) run $(FLAGS) --package-path Benchmarks --skip-build rebalance-bench --sizes 4x20 --kinds base --seeds 1

python: setup
	@scripts/python .build/python
	@cc -Wall -Wextra -Werror -o .build/python/plan Examples/c/plan.c \
	  -I.build/python/library -L.build/python/library -lplacement-c -Wl,-rpath,`pwd`/.build/python/library
	@.build/python/plan Scenarios/balance/four-workers.yaml >/dev/null

docs: setup
	@scripts/docs $(TESTED)

install: setup
	@$(SWIFT) build $(FLAGS) -c release --product rebalance --static-swift-stdlib
	@PREFIX="$(PREFIX)" DESTDIR="$(DESTDIR)" scripts/install .build/release/rebalance

lint:
	@$(SWIFT) format lint --strict --parallel --recursive `$(STYLED)`

format:
	@$(SWIFT) format --in-place --parallel --recursive `$(STYLED)`

trials: setup
	@$(SWIFT) run -c release $(FLAGS) trials --count 2000 --save .build/trials

fuzz: setup
	@scripts/fuzz

# Each in a build of its own, so that the usual one stays.
sanitize: setup
	@for kind in address thread; do \
	  ASAN_OPTIONS=detect_leaks=0 TSAN_OPTIONS=suppressions=`pwd`/Tests/thread-sanitizer.txt $(SWIFT) test $(OPTIMISED) --scratch-path .build/$$kind \
	    --sanitize $$kind --disable-xctest --skip RebalanceTests || exit 1; \
	done

coverage: setup
	@scripts/coverage

# Everything in Swift that is ours; Benchmarks and Examples are packages of their own.
STYLED = ls -d Sources Tests Fuzzing/Sources Fuzzing/Package.swift Package.swift Benchmarks/Sources Benchmarks/Tests Benchmarks/Package.swift Benchmarks/Micro/Benchmarks Benchmarks/Micro/Package.swift \
	Examples/Sources Examples/Tests Examples/Package.swift \
	2>/dev/null

clean:
	@rm -rf .build Benchmarks/.build Examples/.build
