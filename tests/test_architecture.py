"""The import directions of the project, as a table."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("programs", "indicators", "reports", "evalportal")
#: package → what of ours it may import (the longest matching prefix of the importer counts).
ALLOWED = {
    "indicators.domain": ("indicators.domain",),
    "reports.domain": ("indicators.domain", "reports.domain"),
    "reports.rendering": ("reports.domain.document", "reports.rendering"),
    # The doors for text and numbers are pure and lie below every app.
    "programs": ("programs", "indicators.domain.numbers"),
    "indicators": ("programs", "indicators"),
    "reports": ("programs", "indicators", "reports"),
    "evalportal": ("programs", "indicators", "reports", "evalportal"),
}
#: Inside an app a layer imports only from layers before it.
LAYERS = (
    "domain", "choices", "models", "rows", "access", "loading", "lastyear", "exchange", "versioning", "rendering",
    "forms", "queries", "output", "files", "sealing", "actions", "verifying", "issuing", "cataloguing", "views", "urls",
)  # fmt: skip
STANDARD_ONLY = ("indicators.domain", "reports.domain")


def modules() -> list[tuple[str, Path]]:
    found = []
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            if ".migrations" not in name:
                found.append((name, path))
    return found


MODULES = modules()


def imports_of(name: str, path: Path) -> list[tuple[str, bool]]:
    """(imported module, whether at the top level) of one file."""
    tree = ast.parse(path.read_text())
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        found.extend((imported, node in tree.body) for imported in names)
    return found


def rule_for(name: str) -> tuple[str, ...]:
    prefix = max((key for key in ALLOWED if name == key or name.startswith(key + ".")), key=len)
    return ALLOWED[prefix]


def ours(imported: str) -> bool:
    return imported.split(".")[0] in APPS


def within(imported: str, packages: tuple[str, ...]) -> bool:
    return any(imported == package or imported.startswith(package + ".") for package in packages)


@pytest.mark.parametrize(("name", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_module_imports_only_what_its_place_allows(name: str, path: Path) -> None:
    wrong = [
        imported for imported, _ in imports_of(name, path) if ours(imported) and not within(imported, rule_for(name))
    ]
    assert wrong == []


@pytest.mark.parametrize(("name", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_rules_import_only_the_standard_library(name: str, path: Path) -> None:
    import sys

    if not within(name, STANDARD_ONLY):
        return
    roots = {imported.split(".")[0] for imported, _ in imports_of(name, path)} - set(APPS)
    assert roots - set(sys.stdlib_module_names) == set()
    assert roots & {"time", "datetime", "random", "os", "io", "pathlib", "socket"} <= {"datetime"}


@pytest.mark.parametrize(("name", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_imports_inside_an_app_go_downward(name: str, path: Path) -> None:
    parts = name.split(".")
    if len(parts) < 2 or parts[1] not in LAYERS:
        return
    rank = LAYERS.index(parts[1])
    wrong = []
    for imported, _ in imports_of(name, path):
        to = imported.split(".")
        if to[0] == parts[0] and len(to) > 1 and to[1] in LAYERS and LAYERS.index(to[1]) > rank:
            wrong.append(imported)
    assert wrong == []


@pytest.mark.parametrize(("name", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_imports_stand_at_the_top(name: str, path: Path) -> None:
    assert [imported for imported, top in imports_of(name, path) if ours(imported) and not top] == []


@pytest.mark.parametrize(("name", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_rules_have_no_floats(name: str, path: Path) -> None:
    if within(name, STANDARD_ONLY):
        tree = ast.parse(path.read_text())
        floats = [
            node.lineno for node in ast.walk(tree)
            if (isinstance(node, ast.Constant) and isinstance(node.value, float))
            or (isinstance(node, ast.Name) and node.id == "float")
        ]  # fmt: skip
        # Column widths of the form are layout, not figures.
        assert floats == [] or ".compose" in name or name == "reports.domain.document"
