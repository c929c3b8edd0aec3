"""Imports lead where Python would find them, and nowhere outside of the tree."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pytest_vx11._observe.python.routes import AppRoutes, GuardState

Reading = Callable[..., AppRoutes]

ROUTER = "from fastapi import APIRouter\nrouter = APIRouter()\n@router.get('/leaf')\ndef leaf(): ...\n"
HEAD = "from fastapi import FastAPI\napp = FastAPI()\n"


def paths(app: AppRoutes) -> list[str]:
    return [route.path for route in app.routes]


def test_imports_begin_at_the_root_at_the_code_folder_or_beside_the_file(read: Reading) -> None:
    files = {
        "svc/main.py": HEAD + "import shared, near, svc.far\napp.include_router(shared.router, prefix='/s')\n"
        "app.include_router(near.router, prefix='/n')\napp.include_router(svc.far.router, prefix='/f')\n",
        "shared.py": ROUTER,
        "svc/near.py": ROUTER,
        "svc/far.py": ROUTER,
    }
    assert paths(read(files, app="svc/main.py", code="svc")) == ["/s/leaf", "/n/leaf", "/f/leaf"]


def test_a_folder_without_init_is_a_package_too(read: Reading) -> None:
    files = {
        "main.py": HEAD + "from api.v1 import things\nimport api.v1.things as t\napp.include_router(things.router)\n"
        "app.include_router(t.router, prefix='/t')\n",
        "api/v1/things.py": ROUTER,
    }
    assert paths(read(files)) == ["/leaf", "/t/leaf"]


def test_a_folder_of_data_hides_no_third_party(read: Reading) -> None:
    files = {"main.py": HEAD + "import docker\napp.include_router(docker.router, prefix='/d')\n", "docker/a.txt": ""}
    app = read(files)
    assert [(each.prefix, each.place.line) for each in app.unread] == [("/d", 4)]
    assert "docker" in app.unread[0].reason


def test_a_folder_called_like_a_framework_does_not_hide_it(read: Reading) -> None:
    files = {
        "core/server.py": "from fastapi import FastAPI\nfrom core.fastapi import parts\napp = FastAPI()\n"
        "app.include_router(parts.router)\n",
        "core/fastapi/__init__.py": "",
        "core/fastapi/parts.py": ROUTER,
    }
    assert paths(read(files, app="core/server.py")) == ["/leaf"]


def test_a_module_called_like_the_standard_librarys_is_taken_for_what_it_defines(read: Reading) -> None:
    files = {
        "main.py": HEAD + "import logging\nfrom fastapi import Depends\nfrom token import check, tok_name\n"
        "log = logging.getLogger()\n@app.get('/x', dependencies=[Depends(check)])\ndef x(): ...\n",
        "token.py": "from fastapi import HTTPException\ndef check():\n    raise HTTPException(401)\n",
        "logging.py": "raise RuntimeError\n",
    }
    assert read(files).routes[0].guard.state is GuardState.GUARDED


def test_a_star_takes_all_public_names_or_those_of_all(read: Reading) -> None:
    files = {
        "main.py": HEAD + "from a import *\nfrom b import *\napp.include_router(router)\napp.include_router(_hidden)\n",
        "a.py": ROUTER,
        "b.py": ROUTER.replace("leaf", "b").replace("router", "_hidden") + "__all__ = ['_hidden']\n",
    }
    assert paths(read(files)) == ["/leaf", "/b"]


def test_a_circle_of_imports_ends(read: Reading) -> None:
    files = {
        "main.py": HEAD + "import views\n",
        "views.py": "import main\nfrom main import app\n@app.get('/late')\ndef late(): ...\nimport views\n",
    }
    assert paths(read(files)) == ["/late"]


def test_a_module_that_is_imported_for_what_it_does_is_run_once(read: Reading) -> None:
    files = {
        "main.py": HEAD + "from pkg import one\nfrom pkg import two\n",
        "pkg/__init__.py": "",
        "pkg/one.py": "from main import app\nimport pkg.two\n@app.get('/one')\ndef one(): ...\n",
        "pkg/two.py": "from main import app\n@app.get('/two')\ndef two(): ...\n",
    }
    assert paths(read(files)) == ["/two", "/one"]


def test_one_of_two_spellings_of_an_import_is_enough(read: Reading) -> None:
    files = {
        "main.py": HEAD + "try:\n    from .views import router\nexcept ImportError:\n    from views import router\n"
        "app.include_router(router)\n",
        "views.py": ROUTER,
    }
    app = read(files)
    assert paths(app) == ["/leaf"]
    assert app.unread == ()


def test_a_module_that_cannot_be_parsed_leaves_its_router_unread(read: Reading) -> None:
    files = {"main.py": HEAD + "import bad\napp.include_router(bad.router, prefix='/b')\n", "bad.py": "def (:\n"}
    app = read(files)
    assert paths(app) == []
    assert [each.prefix for each in app.unread] == ["/b"]
    assert "is not Python" in app.unread[0].reason


def test_a_link_that_leads_out_of_the_tree_is_not_followed(read: Reading, tmp_path: Path) -> None:
    (tmp_path / "outside.py").write_text(ROUTER)
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "inside.py").symlink_to(tmp_path / "outside.py")
    app = read({"root/main.py": HEAD + "import inside\napp.include_router(inside.router)\n"}, root="root")
    assert paths(app) == []
    assert "outside" in app.unread[0].reason


def test_a_relative_import_beyond_the_root_is_not_followed(read: Reading, tmp_path: Path) -> None:
    (tmp_path / "secret.py").write_text(ROUTER)
    app = read({"root/main.py": HEAD + "from ..secret import router\napp.include_router(router)\n"}, root="root")
    assert paths(app) == []
    assert "out of the tree" in app.unread[0].reason


def test_a_guard_is_followed_through_modules(read: Reading) -> None:
    files = {
        "main.py": HEAD + "from fastapi import Depends\nfrom auth import check\n"
        "@app.get('/x', dependencies=[Depends(check)])\ndef x(): ...\n",
        "auth/__init__.py": "from .deps import check as check\n",
        "auth/deps.py": "from . import errors\ndef check():\n    errors.refuse()\n",
        "auth/errors.py": "from fastapi import HTTPException\ndef refuse():\n    raise HTTPException(401)\n",
    }
    guard = read(files).routes[0].guard
    assert guard.state is GuardState.GUARDED
    assert guard.place is not None
    assert (Path(guard.place.path).name, guard.place.line) == ("errors.py", 3)


def test_a_long_chain_of_imports_is_followed_or_told(read: Reading) -> None:
    files = {f"m{number}.py": f"from m{number + 1} import router\n" for number in range(300)}
    files |= {"m300.py": ROUTER, "main.py": HEAD + "from m0 import router\napp.include_router(router, prefix='/p')\n"}
    app = read(files)
    assert paths(app) == ["/p/leaf"] or [each.prefix for each in app.unread] == ["/p"]


def test_methods_stated_beside_a_class_narrow_its_own(read: Reading) -> None:
    source = """
from starlette.applications import Starlette
from starlette.endpoints import HTTPEndpoint
from starlette.responses import Response
from starlette.routing import Route

class Home(HTTPEndpoint):
    async def get(self, request):
        return Response()
    async def post(self, request):
        return Response()

app = Starlette(routes=[Route("/one", Home, methods=["POST"]), Route("/all", Home)])
"""
    found = {(method, route.path) for route in read(source).routes for method in route.methods}
    assert found == {("POST", "/one"), ("GET", "/all"), ("HEAD", "/all"), ("POST", "/all")}
