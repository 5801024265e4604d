"""Every write of the stage, one function per act."""

from tanhui.lifecycle.methodology.actions.publishing import publish

__all__ = ["publish"]
