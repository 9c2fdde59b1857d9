from reviews.routes import cases, letters, reviews

app_name = "reviews"
urlpatterns = [
    *cases.urlpatterns,
    *letters.urlpatterns,
    *reviews.urlpatterns,
]
