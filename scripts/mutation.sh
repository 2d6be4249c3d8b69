#!/bin/sh
# Mutation testing of targets, verdicts and scoring with the domain tests alone, in a copy, at most 25 minutes:
#   scripts/mutation.sh [folder]        then: cd FOLDER && .venv/bin/mutmut results
set -eu
cd "$(dirname "$0")/.."
work=${1:-$(mktemp -d /tmp/evalportal-mutation.XXXXXX)}
mkdir -p "$work/indicators" "$work/tests/indicators"
cp indicators/__init__.py "$work/indicators/"
cp -r indicators/domain "$work/indicators/"
cp -r tests/indicators/domain "$work/tests/indicators/"
cp -r fixtures "$work/"
rm -f "$work/tests/indicators/domain/test_speed.py"  # a mutant is no slower for being wrong
cd "$work"
cat >pyproject.toml <<'TOML'
[tool.mutmut]
source_paths = ["indicators/domain"]
pytest_add_cli_args_test_selection = ["tests/indicators/domain"]
pytest_add_cli_args = ["--import-mode=importlib", "-p", "no:cacheprovider", "-x", "-q"]
also_copy = ["indicators/__init__.py", "tests", "fixtures"]
[tool.pytest.ini_options]
pythonpath = ["."]
TOML
[ -d .venv ] || { python3 -m venv .venv && .venv/bin/python -m pip install -qq mutmut pytest hypothesis; }
timeout 1500 .venv/bin/python -m mutmut run --max-children "$(nproc)" || true
echo "folder: $work"
