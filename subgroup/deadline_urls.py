from django.urls import path

app_name = "deadline"
urlpatterns = []
