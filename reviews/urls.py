from reviews.routes import cases, clocks, guarded, letters, requests, reviews, screening

app_name = "reviews"
urlpatterns = [
    *cases.urlpatterns,
    *clocks.urlpatterns,
    *letters.urlpatterns,
    *reviews.urlpatterns,
    *requests.urlpatterns,
    *screening.urlpatterns,
    *guarded.urlpatterns,
]
