"""Extensions that a canon names: what they bring, and what is said of one that cannot be taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_vx11._engine.plan import load_plans
from pytest_vx11._facets.builtin import builtin_facets
from tests.extensions.loading import OWNERS, README, plan, write, wrong


def test_its_keys_are_keys_of_the_canon_and_its_checks_are_planned(tmp_path: Path) -> None:
    services = "services: {orders: {owner: team-a}, gateway: {owner: team-b}}\n"
    path = write(tmp_path, "[checks/owners.py, checks/readme.py]", services, owners=OWNERS, readme=README)
    assert [check.id for check in plan(path).checks] == [
        "shop::orders::owners::owner[declared]",
        "shop::orders::docs::readme[declared]",
        "shop::gateway::owners::owner[declared]",
        "shop::gateway::docs::readme[declared]",
    ]


def test_a_wrong_value_is_told_as_any_other(tmp_path: Path) -> None:
    services = "services:\n  orders: {owner: nobody}\n  gateway: {ownr: team-a}\n"
    assert wrong(write(tmp_path, "[checks/owners.py]", services, owners=OWNERS)) == [
        'canon.yaml:5:19: services.orders.owner: expected a team such as team-a, found text "nobody"',
        'canon.yaml:6:13: services.gateway: unknown key "ownr" (did you mean "owner"?)',
    ]


def test_without_it_its_keys_are_unknown(tmp_path: Path) -> None:
    path = write(tmp_path, "[checks/readme.py]", "services: {orders: {owner: team-a}}\n", readme=README)
    assert wrong(path) == ['canon.yaml:4:21: services.orders: unknown key "owner"']


def test_no_bytecode_is_written_beside_it(tmp_path: Path) -> None:
    plan(write(tmp_path, "[checks/readme.py]", readme=README))
    assert [path.name for path in (tmp_path / "checks").iterdir()] == ["readme.py"]


def test_a_module_is_imported_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "lib" / "vx11_of_the_shop"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "docs.py").write_text(README)
    monkeypatch.syspath_prepend(tmp_path / "lib")
    path = write(tmp_path, "[vx11_of_the_shop.docs]")
    assert [check.facet for check in plan(path).checks if check.facet == "docs"] == ["docs"]


def test_a_file_of_an_included_file_lies_beside_that(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "more.yaml").write_text("extensions: [readme.py]\n")
    (tmp_path / "more" / "readme.py").write_text(README)
    path = tmp_path / "canon.yaml"
    path.write_text("canon: 1\nsystem: shop\ninclude: more/more.yaml\nservices: {orders: {port: 1}}\n")
    assert "docs" in {check.facet for check in plan(path).checks}


def test_one_may_lie_in_the_tree_and_not_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    (tmp_path / "canon").mkdir()
    (tmp_path / "tree" / "readme.py").write_text(README)
    rest = "root: ../tree\nservices: {orders: {port: 1}}\n"
    assert plan(write(tmp_path / "canon", "[../tree/readme.py]", rest)).checks
    (tmp_path / "elsewhere.py").write_text(README)
    (tmp_path / "tree" / "link.py").symlink_to(tmp_path / "elsewhere.py")
    for name in ("../elsewhere.py", "../tree/link.py", "/etc/hosts.py"):
        assert wrong(write(tmp_path / "canon", f"[{name}]", rest)) == [
            f'canon.yaml:3:14: extensions: "{name}" is outside of the tree and of the canon\'s own folder'
        ]


def test_one_that_is_named_twice_or_by_two_canons_is_loaded_once(tmp_path: Path) -> None:
    path = write(tmp_path, "[checks/owners.py, ./checks/owners.py]", owners=OWNERS)
    other = tmp_path / "other.yaml"
    other.write_text(path.read_text().replace("system: shop", "system: other"))
    one, two = load_plans([path, other], builtin_facets())
    assert one.facets == two.facets
    assert [facet.name for facet in one.facets].count("owners") == 1


def test_a_function_that_registers_says_what_it_brings(tmp_path: Path) -> None:
    text = f"{README}\n\ndef pytest_vx11_register(registry):\n    registry.add(readme)\n"
    text += '\n\n@check("docs")\ndef other():\n    """Not added."""\n'
    path = write(tmp_path, "[checks/readme.py]", readme=text)
    assert [check.subject for check in plan(path).checks if check.facet == "docs"] == ["readme"]


def test_what_it_imports_and_what_is_private_is_not_brought(tmp_path: Path) -> None:
    text = f"{README}\n\nfrom pytest_vx11 import Facet\nclass _Base(Facet):\n    name = 'base'\n"
    assert "base" not in {facet.name for facet in plan(write(tmp_path, "[checks/readme.py]", readme=text)).facets}


@pytest.mark.parametrize(
    ("named", "text", "told"),
    [
        ("checks/gone.py", None, 'extensions: "checks/gone.py" no such file'),
        ("checks/bad.py", "import nothing_of_this_name\n",
         'extensions: "checks/bad.py" cannot be loaded: ModuleNotFoundError: No module named \'nothing_of_this_name\', '
         "in checks/bad.py:1"),
        ("checks/bad.py", "x = 1\n\nraise SystemExit('away')\n",
         'extensions: "checks/bad.py" cannot be loaded: SystemExit: away, in checks/bad.py:3'),
        ("checks/bad.py", "def f(:\n", 'extensions: "checks/bad.py" cannot be loaded: SyntaxError: invalid syntax'),
        ("checks/bad.py", "x = 1\n",
         'extensions: "checks/bad.py" brings nothing (it wants a subclass of Facet, a function with @check, or a function '
         "pytest_vx11_register(registry))"),
        ("checks/bad.py", "def pytest_vx11_register(registry):\n    registry.add(5)\n",
         'extensions: "checks/bad.py" cannot be registered: TypeError: 5 is no facet: add a subclass of Facet, or a '
         "function that has @check, in checks/bad.py:2"),
        ("checks/bad.py", "from pytest_vx11 import Facet\nclass Bad(Facet):\n    name = 'bad'\n",
         'extensions: "checks/bad.py" cannot be registered: TypeError: Can\'t instantiate abstract class Bad'),
        ("checks/bad.py", "from pytest_vx11 import check\n@check('d')\ndef f(tre):\n    '''Doc.'''\n",
         'extensions: "checks/bad.py" cannot be loaded: TypeError: check f: nothing is called "tre" that it could be '
         'given: did you mean "tree"?, in checks/bad.py:'),
        ("nothing.of.this.name", None,
         'extensions: "nothing.of.this.name" cannot be imported: ModuleNotFoundError: No module named \'nothing\' '
         "(install it, or name its file; pytest's pythonpath"),
        ("not-a-module", None,
         'extensions: "not-a-module" is neither a file, which ends in .py, nor a module such as package.module'),
    ],
)  # fmt: skip
def test_one_that_cannot_be_taken_is_an_error_at_its_line(
    tmp_path: Path, named: str, text: str | None, told: str
) -> None:
    path = write(tmp_path, f"[{named}]", **({"bad": text} if text is not None else {}))
    (said,) = wrong(path)
    assert said.startswith(f"canon.yaml:3:14: {told}")
    assert "Traceback" not in said


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    services = "services: {orders: {port: 1, port: 2}}\n"
    told = wrong(write(tmp_path, "[checks/a.py, checks/b.py]", services, b="1/0\n"))
    assert [said.split(": ")[0] for said in told] == ["canon.yaml:3:14", "canon.yaml:3:27", "canon.yaml:4:30"]
