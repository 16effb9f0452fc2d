"""Being written."""


def lanes(*_, **__):
    """Being written."""


def lanes_height(*_, **__):
    """Being written."""
