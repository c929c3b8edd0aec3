"""`md`: the closure report, with the phases of the audit, for whoever decides on a merge."""

from pytest_vx11._report.closure.rendering import render_closure

__all__ = ["render_closure"]
