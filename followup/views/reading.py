"""Pages to read, on the link host: no cookie, no script needed, a neutral address and tab, and the Leave button."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from followup.domain.education import served_page, served_pages
from followup.domain.markup import blocks_of
from intake.views.page import Page, public_page


@public_page
def show_pages(page: Page) -> HttpResponse:
    """The list of pages in this language."""
    other = page.other_language
    other_url = reverse("link:pages", args=[page.clinic.slug, other]) if other else ""
    listed = served_pages(clinic=page.clinic, language=page.language)
    return _show(page, "pages", {"listed": listed, "other_language_url": other_url})


@public_page
def show_page(page: Page, key: str) -> HttpResponse:
    """One page; 404 in a language it is not published in, and once it was taken down."""
    version = served_page(clinic=page.clinic, key=key, language=page.language)
    if version is None:
        raise Http404
    other = page.other_language
    has_other = other is not None and served_page(clinic=page.clinic, key=key, language=other) is not None
    other_url = reverse("link:page", args=[page.clinic.slug, other, key]) if has_other else ""
    words = {"version": version, "blocks": blocks_of(version.body), "sources": version.sources.splitlines()}
    return _show(page, "page", {**words, "other_language_url": other_url})


def _show(page: Page, template: str, facts: dict[str, object]) -> HttpResponse:
    known = {"clinic": page.clinic, "lines": page.lines, "language": page.language}
    response = render(page.request, f"followup/{template}.html", known | facts)
    response.headers["Content-Language"] = page.language
    return response
