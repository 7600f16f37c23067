# IgM Guide. `make chat` talks, `make test` tests; both set up what they need first.
.PHONY: help setup env chat serve test test-api test-system deploy-check check eval lock clean compare bench soak fuzz expressions advisories

PYTHON_IN_VENV = .venv/bin/python
export RASA_TELEMETRY_ENABLED = false

help: ## say what each target does
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

env:
	@scripts/setup.sh

setup: env ## make the environment, the knowledge base and the model, as far as they are out of date
	@$(PYTHON_IN_VENV) -m bot build

chat: setup ## talk in the terminal
	@$(PYTHON_IN_VENV) -m bot chat

serve: setup ## serve the widget and the API at http://localhost:5005/
	@$(PYTHON_IN_VENV) -m bot serve

test: setup ## run all tests but those that need a browser, Redis or nginx
	$(PYTHON_IN_VENV) -m pytest --ignore=tests/system --ignore=tests/faults

test-system: setup ## test in a real browser, with many processes and with faults (installs what is missing)
	@scripts/setup_system.sh
	$(PYTHON_IN_VENV) -m benchmarks.scale.deploy_check
	$(PYTHON_IN_VENV) -m pytest tests/system
	$(PYTHON_IN_VENV) -m pytest tests/faults

deploy-check: env ## check the files of deploy/ against their schemas (in an environment of its own; needs nginx)
	$(PYTHON_IN_VENV) -m benchmarks.scale.deploy_check

test-api: setup ## test the web API with schemathesis (in an environment of its own)
	$(PYTHON_IN_VENV) -m benchmarks.fuzz.schemathesis_channel

check: env ## lint, types, documentation
	$(PYTHON_IN_VENV) -m ruff check .
	$(PYTHON_IN_VENV) -m ruff format --check .
	$(PYTHON_IN_VENV) -m mypy
	$(PYTHON_IN_VENV) scripts/check_docs.py

eval: setup ## print the figures on the held-out sets, and write them to docs/figures.md
	$(PYTHON_IN_VENV) -m benchmarks.understanding.figures

compare: setup ## compare with Rasa's default pipeline (makes an environment with TensorFlow)
	$(PYTHON_IN_VENV) -m benchmarks.understanding.compare

bench: setup ## measure beside Rasa's starter project and an echo handler; write docs/performance.md (twenty minutes)
	$(PYTHON_IN_VENV) -m benchmarks.bench

soak: setup fuzz ## 100,000 broken inputs, then ten minutes of load and a flood (SOAK="--seconds 60" is shorter)
	$(PYTHON_IN_VENV) -m benchmarks.speed.soak $(SOAK)

fuzz: setup ## 100,000 broken inputs: 90,000 to the readers, 10,000 requests to a server (part of `make soak`)
	$(PYTHON_IN_VENV) -m benchmarks.fuzz.readers --inputs 90000
	$(PYTHON_IN_VENV) -m benchmarks.fuzz.channel --requests 10000

expressions: setup ## have all regular expressions judged by recheck (needs node; ten minutes)
	@scripts/setup_recheck.sh
	$(PYTHON_IN_VENV) -m benchmarks.expressions.recheck

advisories: env ## hold requirements.lock against a copy of the PyPA advisory database: make advisories FOLDER=...
	$(PYTHON_IN_VENV) scripts/advisories.py $(FOLDER)

lock: env ## pin requirements.in anew
	.venv/bin/uv pip compile requirements.in --override requirements.overrides --python-version 3.10 \
		--generate-hashes --no-emit-index-url --no-header --no-annotate --upgrade --quiet -o requirements.lock

clean: ## remove everything that was built
	rm -rf .venv build models .rasa results
