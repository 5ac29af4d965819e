"""Texts of messages: what a text is for, its draft in every language, and versions that never change once published."""

from typing import Any

from django.conf import settings
from django.db import models

from clinics.models import Clinic
from core.rows import Row
from intake.states import Purpose


class Template(Row):
    """One text of a clinic. `code` is what plans name; clinical words go out only with a clinician's approval."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="templates")
    code = models.SlugField(max_length=32)
    # Only for texts that a clinic made itself; ready ones have translated names.
    name = models.CharField(max_length=80, blank=True)
    purpose = models.CharField(max_length=12, choices=Purpose.choices, default=Purpose.INQUIRY)
    is_clinical = models.BooleanField(default=False)
    variables = models.JSONField(default=list)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "code"], name="template_once")]

    def __str__(self) -> str:
        return self.code


class WordsDraft(Row):
    """Words that are being worked on: one set for each language, with the approval of exactly these words."""

    words: Any = models.JSONField(default=dict)
    # Counts the changes, so that two people at once can't overwrite each other.
    revision = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField()
    approver_name = models.CharField(max_length=120, blank=True)
    approver_role = models.CharField(max_length=60, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.id)


class TemplateDraft(WordsDraft):
    """The words of a text before they are published; sending never reads them."""

    template = models.OneToOneField(Template, on_delete=models.CASCADE, related_name="draft")


class TemplateVersion(Row):
    """One language of one published version of a text; `code` ends in "-private" where somebody else may read the mail.

    The newest version of a code and language counts. Rows are only ever added.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="template_versions")
    code = models.SlugField(max_length=40)
    language = models.CharField(max_length=2)
    version = models.PositiveIntegerField()
    subject = models.CharField(max_length=80)
    # What a mail program shows after the subject; empty: the first words of the body. Without places.
    preview = models.CharField(max_length=90, blank=True, default="", db_default="")
    body = models.TextField()
    is_clinical = models.BooleanField(default=False, db_default=False)
    approved_by = models.CharField(max_length=120, blank=True)
    approver_role = models.CharField(max_length=60, blank=True, default="", db_default="")
    approved_at = models.DateTimeField(null=True, blank=True)
    # What the checker said and an admin overruled, with the reason.
    overruled: Any = models.JSONField(default=list, null=True, blank=True)
    overruled_reason = models.CharField(max_length=300, blank=True, default="", db_default="")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "code", "language", "version"], name="template_version_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.language} v{self.version}"
