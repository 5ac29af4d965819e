"""Texts of messages, in versions that never change once published."""

from django.conf import settings
from django.db import models

from clinics.models import Clinic
from core.rows import Row


class TemplateVersion(Row):
    """One language of one version of a text. The newest published version of a code and language counts."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="template_versions")
    code = models.SlugField(max_length=40)
    language = models.CharField(max_length=2)
    version = models.PositiveIntegerField()
    subject = models.CharField(max_length=80)
    body = models.TextField()
    approved_by = models.CharField(max_length=120, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "code", "language", "version"], name="template_version_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.language} v{self.version}"
