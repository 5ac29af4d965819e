"""Pages to read: a neutral key in the address, a draft in both languages, and versions that never change."""

from typing import Any

from django.conf import settings
from django.db import models

from clinics.models import Clinic
from core.rows import Row
from followup.models.texts import WordsDraft


class EducationPage(Row):
    """One page of a clinic. It is served while it has a published version and was not taken down since."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="education_pages")
    # Stands in the address and in browser histories: it must not say what the page is about.
    key = models.SlugField(max_length=24)
    position = models.PositiveSmallIntegerField(default=0)
    unpublished_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "key"], name="education_page_once")]

    def __str__(self) -> str:
        return self.key


class EducationDraft(WordsDraft):
    """The words of a page before they are published; nobody outside can read them."""

    page = models.OneToOneField(EducationPage, on_delete=models.CASCADE, related_name="draft")


class EducationVersion(Row):
    """One language of one published version of a page. Rows are only ever added."""

    page = models.ForeignKey(EducationPage, on_delete=models.CASCADE, related_name="versions")
    language = models.CharField(max_length=2)
    version = models.PositiveIntegerField()
    # On the tab and in the list of pages that a browser keeps: neutral.
    title = models.CharField(max_length=60)
    # On the page itself, where it may name things.
    heading = models.CharField(max_length=120)
    body = models.TextField()
    # One a line: name, address, day it was read.
    sources = models.TextField(blank=True)
    approved_by = models.CharField(max_length=120)
    approver_role = models.CharField(max_length=60)
    approved_at = models.DateTimeField()
    overruled: Any = models.JSONField(default=list, blank=True)
    overruled_reason = models.CharField(max_length=300, blank=True, default="")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "language", "version"], name="education_version_once")]

    def __str__(self) -> str:
        return f"{self.page_id} {self.language} v{self.version}"
