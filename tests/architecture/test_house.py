"""House rules that no linter knows."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(
    path
    for package in ("portal", "casestudies", "forum", "search")
    for path in (ROOT / package).rglob("*.py")
    if "migrations" not in path.parts
)
TOP_LEVEL = {
    "portal", "casestudies", "forum", "search", "templates", "tests", "manage.py",
    "pyproject.toml", "README.md",
}  # fmt: skip
FOR_TOOLS = {
    "docs", "deploy", "benchmarks", "assets", "requirements", ".ci", "Makefile", "package.json",
    "package-lock.json", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md",
    "publiccode.yml", ".gitignore", ".gitattributes", ".editorconfig", ".npmrc", ".importlinter",
}  # fmt: skip
WRITING = {
    "save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create",
    "update_or_create", "add_child", "set_password",
}  # fmt: skip


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(_tree(path)) if isinstance(node, ast.Call))


def _relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_top_level_holds_the_house_and_its_tools_only() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    top = {line.split("/")[0] for line in tracked}
    assert top - TOP_LEVEL - FOR_TOOLS == set()
    assert TOP_LEVEL - top == set()


@pytest.mark.parametrize(
    "path",
    [p for p in SOURCES if p.name in {"views.py", "api.py"} or "views" in p.parts],
    ids=_relative,
)
def test_views_do_not_write(path: Path) -> None:
    writes = [
        f"line {call.lineno}: .{call.func.attr}()"
        for call in _calls(path)
        if isinstance(call.func, ast.Attribute) and call.func.attr in WRITING
    ]
    assert writes == []


@pytest.mark.parametrize("path", SOURCES, ids=_relative)
def test_signals_are_wagtails_and_live_in_the_bridge(path: Path) -> None:
    if _relative(path) == "casestudies/bridge.py":
        return
    source = path.read_text(encoding="utf-8")
    assert "django.db.models.signals" not in source
    assert "@receiver" not in source
    assert "wagtail.signals" not in source


@pytest.mark.parametrize("path", SOURCES, ids=_relative)
def test_models_do_not_override_save(path: Path) -> None:
    overridden = [
        f"{cls.name}.{item.name}"
        for cls in ast.walk(_tree(path))
        if isinstance(cls, ast.ClassDef) and _is_model(cls)
        for item in cls.body
        if isinstance(item, ast.FunctionDef) and item.name in {"save", "delete"}
    ]
    assert overridden == []


def _is_model(cls: ast.ClassDef) -> bool:
    return any(
        ast.unparse(base).endswith(("models.Model", "OwnedContent", "Page")) for base in cls.bases
    )


def test_nothing_in_the_repository_names_a_machine_or_a_registry() -> None:
    hosts = "|".join(
        ["py" + "pi.org", "python" + "hosted", "registry.npm" + "js", "deb.deb" + "ian"]
    )
    paths = "|".join(["/wo" + "rk/", "/ro" + "ot/"])
    found = subprocess.run(
        ["git", "grep", "-nIE", f"{hosts}|{paths}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.stdout == ""


def test_every_test_process_has_data_of_its_own(scratch: Path) -> None:
    assert (settings.DATA_DIR, Path(settings.MEDIA_ROOT).parent) == (scratch, scratch)
