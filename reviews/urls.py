from reviews.routes import cases

app_name = "reviews"
urlpatterns = [
    *cases.urlpatterns,
]
