from django.urls import URLPattern, path

from reviews.views import acknowledging, identity, leaks, referral_new, referral_steps, referrals

urlpatterns: list[URLPattern] = [
    path("referrals/", referrals.ReferralList.as_view(), name="referrals"),
    path("referrals/new/", referral_new.NewReferral.as_view(), name="referral_new"),
    path("referrals/<int:pk>/", referrals.ReferralDetail.as_view(), name="referral"),
    path("referrals/<int:pk>/page/<slug:step>/", referral_steps.ReferralStep.as_view(), name="referral_step"),
    path("referrals/<int:pk>/send/", referrals.SendReferral.as_view(), name="referral_send"),
    path("referrals/<int:pk>/return/", referrals.ReturnReferral.as_view(), name="referral_return"),
    path("referrals/<int:pk>/discard/", referrals.DiscardReferral.as_view(), name="referral_discard"),
    path("leaks/", leaks.LeakList.as_view(), name="leaks"),
    path("<int:pk>/acknowledge/", acknowledging.Acknowledge.as_view(), name="acknowledge"),
    path("<int:pk>/codename/", acknowledging.Rename.as_view(), name="codename"),
    path("<int:pk>/identity/", identity.WhoTheChildIs.as_view(), name="identity"),
    path("<int:pk>/identity/change/", identity.ChangeIdentity.as_view(), name="identity_change"),
]
