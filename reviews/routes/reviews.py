from django.urls import path

from reviews.views import agency_reports, review_ends, review_page, review_parts, reviews

urlpatterns = [
    path("reviews/", reviews.ReviewList.as_view(), name="reviews"),
    path("reviews/new/", reviews.NewReview.as_view(), name="review_new"),
    path("reviews/<int:pk>/", review_page.ReviewPage.as_view(), name="review"),
    path("reviews/<int:pk>/edit/", reviews.ChangeReview.as_view(), name="review_edit"),
    path("reviews/<int:pk>/begin/", reviews.BeginReview.as_view(), name="review_begin"),
    path("reviews/<int:pk>/people/", review_parts.NamePerson.as_view(), name="review_person"),
    path("reviews/<int:pk>/steps/", review_parts.AddMilestone.as_view(), name="review_step"),
    path("reviews/<int:pk>/ask/", review_parts.AskForReports.as_view(), name="review_ask"),
    path("reviews/<int:pk>/report/", review_parts.AddDocument.as_view(), name="review_report_add"),
    path("reviews/<int:pk>/find/", review_parts.AddFinding.as_view(), name="review_find"),
    path("reviews/<int:pk>/recommend/", review_parts.AddRecommendation.as_view(), name="review_recommend"),
    path("reviews/<int:pk>/plan/", review_ends.IntoPlan.as_view(), name="review_plan"),
    path("reviews/<int:pk>/complete/", review_ends.CompleteReview.as_view(), name="review_complete"),
    path("reviews/<int:pk>/delay/", review_ends.DelayReview.as_view(), name="review_delay"),
    path(
        "reviews/<int:pk>/publication/", review_ends.PlanPublication.as_view(), name="review_plan_publication"
    ),
    path("reviews/<int:pk>/publish/", review_ends.PublishReview.as_view(), name="review_publish"),
    path(
        "reviews/<int:pk>/not-publish/", review_ends.DecideNotToPublish.as_view(), name="review_not_publish"
    ),
    path("reviews/<int:pk>/withdraw/", review_ends.WithdrawReport.as_view(), name="review_withdraw"),
    path("reviews/<int:pk>/close/", review_ends.ConfirmClose.as_view(), name="review_close"),
    path("reviews/<int:pk>/reopen/", review_ends.ReopenReview.as_view(), name="review_reopen"),
    path("reviews/people/<int:pk>/end/", review_parts.EndPerson.as_view(), name="review_person_end"),
    path("reviews/steps/<int:pk>/", review_parts.ChangeMilestone.as_view(), name="milestone"),
    path("reviews/steps/<int:pk>/remove/", review_parts.RemoveMilestone.as_view(), name="milestone_remove"),
    path("reviews/findings/<int:pk>/", review_parts.ChangeFinding.as_view(), name="finding"),
    path(
        "reviews/recommendations/<int:pk>/",
        review_parts.ChangeRecommendation.as_view(),
        name="review_recommendation",
    ),
    path("reviews/documents/<int:pk>/", review_parts.DocumentFile.as_view(), name="review_document"),
    path("reviews/reports/<int:pk>/", agency_reports.ReportPage.as_view(), name="review_report"),
    path("reviews/reports/<int:pk>/hand-in/", agency_reports.HandIn.as_view(), name="review_report_hand_in"),
    path(
        "reviews/reports/<int:pk>/back/", agency_reports.SendBackReport.as_view(), name="review_report_back"
    ),
    path("reviews/reports/<int:pk>/file/", agency_reports.ReportFile.as_view(), name="review_report_file"),
]
