"""Being written."""


def strip(*_, **__):
    """Being written."""


def strip_height(*_, **__):
    """Being written."""
