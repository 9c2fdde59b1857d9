from reviews.routes import cases, clocks

app_name = "reviews"
urlpatterns = [
    *cases.urlpatterns,
    *clocks.urlpatterns,
]
