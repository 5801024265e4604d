"""Addresses of the market's pages."""

from django.urls import path

from tanhui.lifecycle.market.views import operations, public, trader

app_name = "market"
urlpatterns = [
    path("", public.market, name="market"),
    path("", public.market, name="index"),
    path("listings/<int:listing_id>/", public.listing, name="listing"),
    path("listings/<int:listing_id>/pick/", trader.pick, name="pick"),
    path("listings/<int:listing_id>/price/", trader.price, name="price"),
    path("listings/<int:listing_id>/cancel/", trader.cancel, name="cancel"),
    path("mine/", trader.desk, name="desk"),
    path("mine/trades/", trader.own_trades, name="own_trades"),
    path("mine/trades/<int:trade_id>/", trader.own_trade, name="own_trade"),
    path("mine/sell/", trader.sell, name="sell"),
    path("mine/admission/", trader.apply, name="apply"),
    path("mine/withdraw/", trader.withdraw, name="withdraw"),
    path("operations/", operations.operations, name="operations"),
    path("operations/admissions/", operations.admissions, name="admissions"),
    path("operations/admissions/<int:participant_id>/", operations.admission, name="admission"),
    path("operations/admissions/<int:participant_id>/decide/", operations.decide, name="decide"),
    path("operations/admissions/<int:participant_id>/suspend/", operations.suspend, name="suspend"),
    path("operations/admissions/<int:participant_id>/resume/", operations.resume, name="resume"),
    path("operations/deposits/", operations.deposits, name="deposits"),
    path("operations/deposits/record/", operations.record, name="record"),
    path("operations/deposits/<int:deposit_id>/", operations.deposit, name="deposit"),
    path("operations/deposits/<int:deposit_id>/confirm/", operations.confirm, name="confirm"),
    path("operations/deposits/<int:deposit_id>/reject/", operations.reject, name="reject"),
    path("operations/withdrawals/", operations.withdrawals, name="withdrawals"),
    path("operations/withdrawals/<int:withdrawal_id>/", operations.withdrawal, name="withdrawal"),
    path("operations/withdrawals/<int:withdrawal_id>/pay/", operations.pay, name="pay"),
    path("operations/withdrawals/<int:withdrawal_id>/return/", operations.give_back, name="return"),
    path("operations/close/", operations.close, name="close"),
]
