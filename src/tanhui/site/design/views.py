"""The page that shows every component of the visual language once, with sample content that says it is one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static

from tanhui.foundation.parties.access import public
from tanhui.site.design import samples
from tanhui.site.design.sample_form import SampleForm


@public
def design(request: HttpRequest) -> HttpResponse:
    """Show the components; nothing here is a record."""
    form = SampleForm({"project": "", "capacity": "-3"})
    context = {name: getattr(samples, name) for name in samples.SHOWN} | {"sample_form": form}
    return render(request, "design/design.html", context)


@public
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead browsers that ask for /favicon.ico to the mark, so that pages without our frame log no missing file."""
    return redirect(static("tanhui/favicon.svg"), permanent=True)
