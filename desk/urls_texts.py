"""Addresses of message texts and pages to read; desk.urls puts them in its namespace."""

from django.urls import path

from desk.views import settings_pages, settings_texts, settings_words

_TEXT = "settings/<slug:slug>/texts/of/<slug:code>/"
_PAGE = "settings/<slug:slug>/pages/<uuid:page_id>/"

urlpatterns = [
    path("settings/<slug:slug>/texts/", settings_texts.texts, name="settings-texts"),
    path("settings/<slug:slug>/texts/<uuid:text_id>/", settings_texts.text, name="settings-text"),
    path(_TEXT, settings_words.words, name="settings-words"),
    path(f"{_TEXT}edit/", settings_words.edit, name="settings-words-edit"),
    path(f"{_TEXT}person/", settings_words.person, name="settings-words-person"),
    path(f"{_TEXT}approve/", settings_words.approve, name="settings-words-approve"),
    path(f"{_TEXT}publish/", settings_words.publish, name="settings-words-publish"),
    path(f"{_TEXT}ready/", settings_words.take_ready, name="settings-words-ready"),
    path(f"{_TEXT}discard/", settings_words.discard, name="settings-words-discard"),
    path(f"{_TEXT}test/<slug:variant>/", settings_words.test, name="settings-words-test"),
    path("settings/<slug:slug>/pages/", settings_pages.pages, name="settings-pages"),
    path(_PAGE, settings_pages.page, name="settings-page"),
    path(f"{_PAGE}edit/", settings_pages.edit, name="settings-page-edit"),
    path(f"{_PAGE}approve/", settings_pages.approve, name="settings-page-approve"),
    path(f"{_PAGE}publish/", settings_pages.publish, name="settings-page-publish"),
    path(f"{_PAGE}unpublish/", settings_pages.unpublish, name="settings-page-unpublish"),
    path(f"{_PAGE}discard/", settings_pages.discard, name="settings-page-discard"),
]
