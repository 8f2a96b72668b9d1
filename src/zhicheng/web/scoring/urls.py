"""Addresses of scoring."""

from django.urls import path

from zhicheng.web.scoring.views import expert, group, office, opinion

urlpatterns = [
    path("expert/dossiers/", expert.dossiers, name="expert-dossiers"),
    path("expert/dossiers/<int:pk>/", expert.dossier, name="expert-dossier"),
    path("expert/groups/", group.groups, name="expert-groups"),
    path("expert/groups/<int:pk>/", group.group, name="expert-group"),
    path("expert/deliberations/<int:pk>/", group.deliberation, name="group-sheet"),
    path("expert/deliberations/<int:pk>/defence/", group.defence, name="group-defence"),
    path("deliberations/<int:pk>/", opinion.opinion, name="group-opinion"),
    path("reviews/<slug:code>/scoring/", office.scoring, name="scoring"),
    path("reviews/<slug:code>/scoring/awaited/", office.awaited, name="scoring-awaited"),
    path("reviews/<slug:code>/scoring/defences/", office.defences, name="scoring-defences"),
    path("reviews/<slug:code>/scoring/defences/<int:pk>/", office.summons, name="scoring-summons"),
]
