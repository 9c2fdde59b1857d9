from django.urls import URLPattern, path

from actionplans.views import hand_overs, plan_lights, plan_versions, plans, recommendations

urlpatterns: list[URLPattern] = [
    path("plans/", plans.PlanList.as_view(), name="plans"),
    path("plans/new/", plans.PlanNew.as_view(), name="plan_new"),
    path("plans/<int:pk>/", plans.PlanPage.as_view(), name="plan"),
    path("plans/<int:pk>/edit/", plans.PlanEdit.as_view(), name="plan_edit"),
    path("plans/<int:pk>/close/", plans.ClosePlan.as_view(), name="plan_close"),
    path("plans/<int:pk>/light/", plan_lights.GivePlanLight.as_view(), name="plan_light"),
    path("plans/<int:pk>/version/", plan_versions.AgreePlanVersion.as_view(), name="plan_version"),
    path("plans/<int:pk>/reopen/", plans.ReopenPlan.as_view(), name="plan_reopen"),
    path("plans/<int:pk>/recommend/", recommendations.RecommendationNew.as_view(), name="recommendation_new"),
    path("hand-overs/<int:pk>/", hand_overs.HandOverFile.as_view(), name="hand_over"),
    path("hand-overs/<int:pk>/receive/", hand_overs.Receive.as_view(), name="hand_over_receive"),
    path("recommendations/<int:pk>/", recommendations.RecommendationPage.as_view(), name="recommendation"),
    path(
        "recommendations/<int:pk>/edit/",
        recommendations.RecommendationEdit.as_view(),
        name="recommendation_edit",
    ),
    path("recommendations/<int:pk>/action/", recommendations.ActionNew.as_view(), name="action_new"),
]
