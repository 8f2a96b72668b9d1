"""Addresses of this part."""

from django.urls import path

from zhicheng.web.tokens import views

urlpatterns = [
    path("account/tokens/", views.tokens),
    path("account/tokens/new/", views.new_token),
    path("tokens/<int:pk>/revoke/", views.revoke),
    path("organisations/tokens/", views.all_tokens),
    path("organisations/tokens/<int:pk>/", views.one_token),
]
