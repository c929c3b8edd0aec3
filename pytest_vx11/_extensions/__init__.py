"""Facets and checks that are not built in: who brings them, what is wrong with them, and one list of all."""

from pytest_vx11._extensions.functions import check
from pytest_vx11._extensions.installed import installed_facets
from pytest_vx11._extensions.joining import Joined, joined
from pytest_vx11._extensions.named import Extensions
from pytest_vx11._extensions.registry import Registry

__all__ = ["Extensions", "Joined", "Registry", "check", "installed_facets", "joined"]
