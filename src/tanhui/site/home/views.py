"""The home page: what the register holds today, for anyone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tanhui.foundation.clock import now
from tanhui.foundation.parties.access import public
from tanhui.site.design.navigation import life_of_a_tonne
from tanhui.site.home.figures import read_home
from tanhui.site.home.shapes import district_table, months_chart, price_chart, tiles


@public
def home(request: HttpRequest) -> HttpResponse:
    """Show the register's balance, its course, what is open to objection and what was retired last."""
    shown = read_home(now())
    context = {
        "balance": shown.balance,
        "counts": shown.counts,
        "charts": [months_chart(shown.months), price_chart(shown.trading_days)],
        "notices": shown.notices,
        "retirements": shown.retirements,
        "tiles": tiles(shown.districts),
        "district_table": district_table(shown.districts),
        "life": life_of_a_tonne(),
    }
    return render(request, "home/home.html", context)
