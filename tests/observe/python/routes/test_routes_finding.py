"""Which application is read: by file, by dotted name, or as the only one of a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._observe.python.routes import AppRoutes

Reading = Callable[..., AppRoutes]

APP = "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/x')\ndef x(): ...\n"
OTHER = APP.replace("/x", "/other")


def paths(app: AppRoutes) -> list[str]:
    return [route.path for route in app.routes]


@pytest.mark.parametrize("app", ["svc/main.py", "svc/main.py:app", "svc.main:app", "svc.main", "./svc/main.py"])
def test_an_application_is_named_by_its_file_or_its_module(read: Reading, app: str) -> None:
    assert paths(read({"svc/main.py": APP}, app=app)) == ["/x"]


def test_a_dotted_name_is_looked_for_under_code_and_src_too(read: Reading) -> None:
    assert paths(read({"svc/pkg/main.py": APP}, app="pkg.main:app", code="svc")) == ["/x"]
    assert paths(read({"src/lib/main.py": OTHER}, app="lib.main:app")) == ["/other"]


def test_the_name_decides_between_several_applications(read: Reading) -> None:
    source = APP + "admin = FastAPI()\n@admin.get('/admin')\ndef y(): ...\n"
    assert paths(read(source)) == ["/x"]
    assert paths(read(source, app="main.py:admin")) == ["/admin"]


def test_several_applications_of_which_none_is_named_are_told_all(read: Reading) -> None:
    with pytest.raises(Unseen, match="several") as caught:
        read("from fastapi import FastAPI\none = FastAPI()\ntwo = FastAPI()\n")
    assert [place.line for place in caught.value.places] == [2, 3]


@pytest.mark.parametrize("call", ["create_app", "create_app()"])
def test_a_factory_is_called(read: Reading, call: str) -> None:
    source = (
        "from fastapi import FastAPI\ndef create_app(debug=False):\n    app = FastAPI()\n"
        "    app.get('/x')(print)\n    return app\n"
    )
    assert paths(read(source, app=f"main.py:{call}")) == ["/x"]
    assert paths(read(source)) == ["/x"]


def test_an_attribute_of_an_object_is_found(read: Reading) -> None:
    source = "from fastapi import FastAPI\nclass S:\n    def __init__(self):\n        self.app = FastAPI()\ns = S()\n"
    assert read(source, app="main.py:s.app").place.line == 4


def test_a_wrapper_leads_to_the_application_inside(read: Reading) -> None:
    app = read(APP + "from thirdparty import Auth\napp = Auth(app)\n")
    assert paths(app) == ["/x"]
    assert app.routes[0].guard.place is not None
    assert app.routes[0].guard.place.line == 6


def test_an_application_that_cannot_be_followed_is_not_replaced_by_another(read: Reading) -> None:
    source = "from fastapi import FastAPI\nimport os\nadmin = FastAPI()\n"
    source += "app = {'a': admin, 'b': FastAPI()}[os.environ['KIND']]\n"
    with pytest.raises(Unseen, match="looked up") as caught:
        read(source)
    assert [place.line for place in caught.value.places] == [4]


def test_what_holds_the_only_application_is_no_second_one(read: Reading) -> None:
    source = APP.replace("app", "service") + "from mangum import Mangum\nhandler = Mangum(service)\n"
    assert paths(read(source)) == ["/x"]


def test_a_router_may_stand_for_an_application(read: Reading) -> None:
    source = "from fastapi import APIRouter\napp = APIRouter(prefix='/p')\n@app.get('/x')\ndef x(): ...\n"
    assert paths(read(source, app="main.py:app")) == ["/p/x"]


def test_the_only_application_of_a_folder_is_found(read: Reading) -> None:
    files = {"svc/deep/server.py": APP, "svc/tool.py": "x = 1", "other/main.py": OTHER}
    assert paths(read(files, app=None, code="svc")) == ["/x"]


def test_tests_and_caches_are_no_part_of_the_search(read: Reading) -> None:
    files = {"svc/main.py": APP, "svc/tests/fake.py": OTHER, "svc/test_x.py": OTHER, "svc/.venv/lib.py": OTHER}
    assert paths(read(files, app=None, code="svc")) == ["/x"]


def test_several_files_with_applications_are_told_all(read: Reading) -> None:
    with pytest.raises(Unseen, match="app") as caught:
        read({"svc/main.py": APP, "svc/inner/main.py": OTHER}, app=None, code="svc")
    assert {Path(place.path).parent.name for place in caught.value.places} == {"svc", "inner"}


def test_a_file_that_only_hands_on_an_application_is_no_second_one(read: Reading) -> None:
    files = {"svc/core.py": APP, "svc/main.py": "import uvicorn\nfrom .core import app\nuvicorn.run(app)\n"}
    assert paths(read(files, app=None, code="svc")) == ["/x"]


def test_a_file_that_adds_to_an_application_leaves_it_open_which_is_meant(read: Reading) -> None:
    files = {"svc/core.py": APP, "svc/main.py": "from .core import app\napp.add_api_route('/more', print)\n"}
    with pytest.raises(Unseen, match="several"):
        read(files, app=None, code="svc")
    assert paths(read(files, app="svc/main.py")) == ["/x", "/more"]


def test_a_factory_that_another_file_calls_leaves_it_open_too(read: Reading) -> None:
    factory = "from fastapi import FastAPI\ndef create_app():\n    return FastAPI()\n"
    main = "from svc.factory import create_app\napp = create_app()\napp.add_api_route('/more', print)\n"
    with pytest.raises(Unseen, match="several"):
        read({"svc/factory.py": factory, "svc/main.py": main}, app=None, code="svc")


def test_a_candidate_that_cannot_be_read_is_still_one(read: Reading) -> None:
    with pytest.raises(Unseen, match="several"):
        read({"svc/a.py": APP, "svc/b.py": "app = FastAPI(\n"}, app=None, code="svc")


@pytest.mark.parametrize(("app", "code"), [(None, "svc"), ("svc/main.py", None), ("svc/main.py:nothing", None)])
def test_no_application_is_unseen(read: Reading, app: str | None, code: str | None) -> None:
    with pytest.raises(Unseen):
        read({"svc/main.py": "x = 1\n"}, app=app, code=code)


def test_a_module_that_is_not_there_is_an_error(read: Reading) -> None:
    with pytest.raises(SourceError, match=r"svc\.none"):
        read({"svc/main.py": APP}, app="svc.none:app")
    with pytest.raises(SourceError, match="no such file"):
        read({}, app="svc/none.py")


@pytest.mark.parametrize(("app", "code"), [("../main.py", None), (None, "..")])
def test_nothing_outside_of_the_root_is_looked_at(read: Reading, app: str | None, code: str | None) -> None:
    with pytest.raises(Unseen, match="outside"):
        read({"main.py": APP, "root/x.py": ""}, app=app, code=code, root="root")
