"""Addresses under /accounts/: allauth's pages that this platform uses, each with the roles that may open it."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import path

from tanhui.foundation.parties.access import public, signed_in
from tanhui.site.people import views

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", public(account.LogoutView.as_view()), name="account_logout"),
    path("signup/", views.signup, name="account_signup"),
    path("inactive/", public(account.AccountInactiveView.as_view()), name="account_inactive"),
    path("reauthenticate/", signed_in(account.ReauthenticateView.as_view()), name="account_reauthenticate"),
    path("password/change/", signed_in(account.PasswordChangeView.as_view()), name="account_change_password"),
    path("2fa/", signed_in(mfa.IndexView.as_view()), name="mfa_index"),
    path("2fa/authenticate/", public(mfa.AuthenticateView.as_view()), name="mfa_authenticate"),
    path("2fa/reauthenticate/", signed_in(mfa.ReauthenticateView.as_view()), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", signed_in(totp.ActivateTOTPView.as_view()), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", signed_in(totp.DeactivateTOTPView.as_view()), name="mfa_deactivate_totp"),
    path("2fa/codes/", signed_in(recovery.ViewRecoveryCodesView.as_view()), name="mfa_view_recovery_codes"),
    path(
        "2fa/codes/generate/",
        signed_in(recovery.GenerateRecoveryCodesView.as_view()),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/codes/download/",
        signed_in(recovery.DownloadRecoveryCodesView.as_view()),
        name="mfa_download_recovery_codes",
    ),
]
