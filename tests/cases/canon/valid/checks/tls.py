from pytest_vx11 import check


@check("tls")
def certificates(tree):
    """No certificate lies in the tree."""
    return [f"{path} is one" for path in tree.files if path.endswith(".pem")]
