"""Tables of the methodology stage."""

from tanhui.lifecycle.methodology.models.versions import MethodologyVersion

__all__ = ["MethodologyVersion"]
