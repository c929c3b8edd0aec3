"""Whatever a source says, reading it ends, soon, and with a reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.python.routes import AppRoutes

Reading = Callable[..., AppRoutes]

HEAD = "from fastapi import APIRouter, Depends, FastAPI\napp = FastAPI()\ndef f(): ...\n"


def paths(app: AppRoutes) -> list[str]:
    return [route.path for route in app.routes]


def test_a_function_that_calls_itself_ends(read: Reading) -> None:
    app = read(HEAD + "def again(app):\n    again(app)\nagain(app)\napp.get('/x')(f)\n")
    assert paths(app) == ["/x"]
    assert [each.prefix for each in app.unread] == [None]


def test_calls_that_double_at_every_level_end(read: Reading) -> None:
    levels = "".join(f"def g{n}():\n    g{n - 1}()\n    g{n - 1}()\n" for n in range(1, 40))
    app = read(HEAD + "def g0(): ...\n" + levels + "g39()\napp.get('/x')(f)\n")
    assert paths(app) == ["/x"]


def test_loops_in_loops_end(read: Reading) -> None:
    loops = "".join("    " * n + f"for a{n} in many:\n" for n in range(6)) + "    " * 6 + "f()\n"
    with pytest.raises(Unseen, match="steps"):
        read(HEAD + "many = [" + "1, " * 100 + "]\n" + loops)


def test_routers_that_multiply_end(read: Reading) -> None:
    source = HEAD + "r0 = APIRouter()\nr0.get('/x')(f)\n"
    for number in range(1, 20):
        source += f"r{number} = APIRouter()\n" + f"r{number}.include_router(r{number - 1})\n" * 3
    with pytest.raises(Unseen, match="routes"):
        read(source + "app.include_router(r19)\n")


def test_a_text_that_doubles_ends(read: Reading) -> None:
    app = read(HEAD + "p = '/0123456789'\n" + "p = p + p\n" * 60 + "app.get(p)(f)\n")
    assert paths(app) == []
    assert app.unread


def test_a_list_that_doubles_ends(read: Reading) -> None:
    app = read(HEAD + "l = [1, 2]\n" + "l = l + l\n" * 60 + "m = [1, 2]\n" + "m += m\n" * 60 + "app.get('/x')(f)\n")
    assert paths(app) == ["/x"]


def test_a_long_elif_is_no_deep_one(read: Reading) -> None:
    arms = "".join(f"elif name == {n}:\n    pass\n" for n in range(80))
    app = read(HEAD + "import os\nname = os.name\nif name == 'x':\n    pass\n" + arms + "app.get('/x')(f)\n")
    assert paths(app) == ["/x"]


@pytest.mark.parametrize("text", ["x = " + "f(" * 90 + ")" * 90, "x = 1" + " + 1" * 900, "x = a" + ".b" * 900])
def test_a_deep_expression_hides_nothing_behind_it(read: Reading, text: str) -> None:
    assert paths(read(HEAD + text + "\napp.get('/x')(f)\n")) == ["/x"]


def test_deep_chains_of_dependencies_end(read: Reading) -> None:
    chain = "def d0(): ...\n" + "".join(f"def d{n}(x=Depends(d{n - 1})): ...\n" for n in range(1, 200))
    app = read(HEAD + chain + "@app.get('/x', dependencies=[Depends(d199)])\ndef x(): ...\n")
    assert "deeply" in app.routes[0].guard.reason


def test_deep_chains_of_calls_end(read: Reading) -> None:
    chain = "def d0(): ...\n" + "".join(f"def d{n}():\n    d{n - 1}()\n" for n in range(1, 200))
    app = read(HEAD + chain + "@app.get('/x', dependencies=[Depends(d199)])\ndef x(): ...\n")
    assert "deeply" in app.routes[0].guard.reason


def test_classes_that_are_built_on_each_other_end(read: Reading) -> None:
    app = read(HEAD + "class A: ...\nclass B(A): ...\nA = B\nclass A(A): ...\nA().x()\napp.get('/x')(f)\n")
    assert paths(app) == ["/x"]
