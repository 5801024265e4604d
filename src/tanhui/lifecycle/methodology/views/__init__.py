"""Pages of the stage."""

from tanhui.lifecycle.methodology.views.published import document, index, page

__all__ = ["document", "index", "page"]
