from reviews.routes import cases, clocks, letters, reviews

app_name = "reviews"
urlpatterns = [
    *cases.urlpatterns,
    *clocks.urlpatterns,
    *letters.urlpatterns,
    *reviews.urlpatterns,
]
