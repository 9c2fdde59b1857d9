from reviews.routes import cases, requests, screening

app_name = "reviews"
urlpatterns = [
    *cases.urlpatterns,
    *requests.urlpatterns,
    *screening.urlpatterns,
]
