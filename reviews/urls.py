from reviews.routes import cases, clocks, deaths, guarded, letters, referrals, requests, reviews, screening

app_name = "reviews"
urlpatterns = [
    *cases.urlpatterns,
    *clocks.urlpatterns,
    *letters.urlpatterns,
    *reviews.urlpatterns,
    *requests.urlpatterns,
    *screening.urlpatterns,
    *referrals.urlpatterns,
    *deaths.urlpatterns,
    *guarded.urlpatterns,
]
