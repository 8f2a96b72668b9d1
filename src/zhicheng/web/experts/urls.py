"""Addresses of pools, of a round's experts and ties, and of the experts' own pages."""

from django.urls import path

from zhicheng.web.experts.views import experts, own, pools, round, ties

EXPERT = "pools/<int:pk>/<slug:code>/"
ROUND = "reviews/<slug:code>/"

urlpatterns = [
    path("pools/", pools.pools, name="pools"),
    path("pools/new/", pools.new_pool, name="pool-new"),
    path("pools/<int:pk>/", pools.pool, name="pool"),
    path("pools/<int:pk>/change/", pools.change, name="pool-change"),
    path("pools/<int:pk>/add/", experts.add, name="pool-add"),
    path("pools/<int:pk>/import/", pools.take_in, name="pool-import"),
    path("pools/<int:pk>/import/template/", pools.template, name="pool-template"),
    path("pools/<int:pk>/act/<slug:name>/", pools.act, name="pool-act"),
    path(EXPERT, experts.expert, name="pool-expert"),
    path(f"{EXPERT}change/", experts.change, name="pool-expert-change"),
    path(f"{EXPERT}remove/", experts.remove, name="pool-expert-remove"),
    path(f"{EXPERT}withdraw-right/", experts.withdraw, name="pool-expert-withdraw"),
    path(f"{EXPERT}invite/", experts.invite, name="pool-expert-invite"),
    path(f"{EXPERT}link/", experts.link, name="pool-expert-link"),
    path(f"{ROUND}experts/", round.experts, name="review-experts"),
    path(f"{ROUND}experts/ask/", round.ask, name="review-experts-ask"),
    path(f"{ROUND}experts/<slug:expert>/", round.expert, name="review-expert"),
    path(f"{ROUND}experts/<slug:expert>/answer/", round.answer, name="review-expert-answer"),
    path(f"{ROUND}experts/<slug:expert>/paper/", round.paper, name="review-expert-paper"),
    path(f"{ROUND}experts/<slug:expert>/tie/", round.record, name="review-expert-tie"),
    path(f"{ROUND}ties/", ties.ties, name="review-ties"),
    path(f"{ROUND}ties/together/", ties.together, name="review-ties-together"),
    path(f"{ROUND}ties/find/", ties.find, name="review-ties-find"),
    path(f"{ROUND}ties/import/", ties.take_in, name="review-ties-import"),
    path(f"{ROUND}ties/import/template/", ties.template, name="review-ties-template"),
    path(f"{ROUND}ties/rules/", ties.set_rule, name="review-ties-rules"),
    path(f"{ROUND}ties/rules/<int:pk>/drop/", ties.drop_rule, name="review-ties-rule-drop"),
    path(f"{ROUND}ties/<int:pk>/", ties.tie, name="review-tie"),
    path("expert/", own.home, name="expert-home"),
    path("expert/rounds/<slug:code>/", own.one_round, name="expert-round"),
    path("expert/rounds/<slug:code>/answer/", own.answer, name="expert-answer"),
    path("expert/rounds/<slug:code>/tie/", own.tie, name="expert-tie"),
    path("expert/rounds/<slug:code>/declare/", own.declare, name="expert-declare"),
]
