"""The stage's pages, mounted under /retirement/. A certificate's address is printed on it as a QR code."""

from django.urls import path

from tanhui.lifecycle.retirement.views import orders, public

app_name = "retirement"

urlpatterns = [
    path("", public.index, name="index"),
    path("check/", public.check, name="check"),
    path("certificates/<str:number>/", public.certificate, name="certificate"),
    path("certificates/<str:number>/qr.svg", public.qr_svg, name="qr"),
    path("certificates/<str:number>/certificate.pdf", public.pdf, name="pdf"),
    path("new/", orders.order, name="order"),
    path("mine/", orders.mine, name="mine"),
    path("orders/", orders.orders, name="orders"),
    path("orders/<int:retirement_id>/", orders.retirement, name="retirement"),
    path("orders/<int:retirement_id>/withdraw/", orders.withdraw, name="withdraw"),
    path("orders/<int:retirement_id>/execute/", orders.execute, name="execute"),
    path("orders/<int:retirement_id>/correct/", orders.correct, name="correct"),
]
