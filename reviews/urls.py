from reviews.routes import cases, clocks, deaths, letters, reviews

app_name = "reviews"
urlpatterns = [
    *cases.urlpatterns,
    *clocks.urlpatterns,
    *letters.urlpatterns,
    *reviews.urlpatterns,
    *deaths.urlpatterns,
]
