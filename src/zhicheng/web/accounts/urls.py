"""Addresses of this part."""

from django.urls import URLPattern, URLResolver, path

from zhicheng.web.accounts.views import account, home, links, organisations, people, roles

urlpatterns: list[URLPattern | URLResolver] = [
    path("home/", home.home),
    path("account/", account.account),
    path("account/number/", account.enter_number),
    path("account/number/show/", account.show_number),
    path("account/export/", account.own_data),
    path("organisations/", organisations.organisations),
    path("organisations/new/", organisations.new_organisation),
    path("organisations/import/", organisations.import_list),
    path("organisations/import/template/", organisations.import_template),
    path("organisations/platform/", roles.platform_roles),
    path("organisations/people/", people.people),
    path("organisations/people/<int:pk>/", people.person),
    path("organisations/people/<int:pk>/act/", people.act_on_person),
    path("organisations/people/<int:pk>/number/", people.correct_number),
    path("organisations/<int:pk>/", organisations.organisation),
    path("organisations/<int:pk>/change/", organisations.edit_organisation),
    path("organisations/<int:pk>/close/", organisations.close),
    path("organisations/<int:pk>/roles/", roles.grant),
    path("organisations/<int:pk>/invitations/", roles.invite),
    path("roles/<int:pk>/end/", roles.end),
    path("invitations/<int:pk>/withdraw/", roles.withdraw),
    path("invitation/<str:token>/", links.take_up),
]
