"""Addresses of applications: the applicant's, the employer's, the department's."""

from django.urls import path

from zhicheng.web.applications.views import department

urlpatterns = [
    path("department/", department.queue, name="department"),
    path("department/forwarding/", department.forwarding, name="department-forwarding"),
    path("department/applications/<int:pk>/", department.application, name="department-application"),
    path("department/applications/<int:pk>/return/", department.give_back, name="department-return"),
    path("department/applications/<int:pk>/<slug:act>/", department.decide, name="department-decide"),
]
