from django.urls import path

from matching.views import desk, preflight, registries, trials, words


app_name = "matching"
urlpatterns = [
    path("registries/", registries.look_up, name="registries"),
    path("runs/", desk.run_list, name="run-list"),
    path("words/", words.word_list, name="words"),
    path("words/say/", words.say, name="say-word"),
    path("words/<int:number>/take-back/", words.take_back, name="take-word-back"),
    path("rules/<str:code>/", desk.rule, name="rule"),
    path("rules/<str:code>/try/", trials.ask, name="ask-for-trial"),
    path("trials/<int:number>/", trials.trial, name="trial"),
    path("trials/<int:number>/judge/", trials.judge_hit, name="judge"),
    path("trials/<int:number>/sign/", trials.sign_trial, name="sign"),
    path("trials/<int:number>/drop/", trials.drop_trial, name="drop"),
    path("preflight/<int:number>/", preflight.checklist, name="preflight"),
]
