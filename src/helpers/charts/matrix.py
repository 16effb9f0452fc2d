"""Being written."""


def matrix(*_, **__):
    """Being written."""
