"""Addresses of this part."""

from django.urls import URLPattern, URLResolver, path

from zhicheng.web.sending.views import keeping, own

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/messages/", own.mail_choice),
    path("account/messages/confirm/<str:token>/", own.confirm),
    path("keeping/messages/", keeping.deliveries),
    path("keeping/messages/<int:pk>/", keeping.delivery),
    path("keeping/messages/<int:pk>/<slug:what>/", keeping.act),
    path("keeping/reminders/", keeping.reminders),
]
