from django.urls import path

from subgroup.views.gallery import gallery

urlpatterns = [path("", gallery, name="gallery")]
