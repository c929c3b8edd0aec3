from pytest_vx11 import check


@check("owners")
def owner(service):
    """Every service says who owns it, by a key of one's own."""
    if "x-owner" not in service.said:
        yield f"{service.name} has no x-owner"
