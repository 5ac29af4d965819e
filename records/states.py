"""The fixed words of a person's file: kinds of consent, kinds of information, kinds of data that are not kept for ever."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ConsentKind(models.TextChoices):
    """What a written consent to disclose may be about. The last two stand alone (42 CFR 2.31(b) and (d))."""

    SPECIFIC = "specific", _("A named purpose")
    TREATMENT = "treatment", _("All treatment, payment and health care operations")
    COUNSELLING_NOTES = "counselling_notes", _("Substance use counselling notes only")
    PROCEEDING = "proceeding", _("A civil, criminal, administrative or legislative proceeding only")


class Information(models.TextChoices):
    """What a disclosure may hold; a consent names its kinds."""

    IDENTITY = "identity", _("Name and ways to reach them")
    CONTACT_DATES = "contact_dates", _("That and when they were in contact with the clinic")
    INQUIRY = "inquiry", _("What they wrote or said when they reached out")
    CALLS = "calls", _("Phone calls: when, and what came of them")
    MESSAGES = "messages", _("E-mails between the clinic and them")
    STAFF_NOTES = "staff_notes", _("Notes of staff")
    COUNSELLING_NOTES = "counselling_notes", _("Substance use counselling notes")


class SignedBy(models.TextChoices):
    """Who signed (42 CFR 2.31(a)(8), with 2.14 for minors and 2.15 for people who lack capacity or have died)."""

    PATIENT = "patient", _("The person themselves")
    FOR_MINOR = "for_minor", _("Somebody authorised to consent for a minor")
    REPRESENTATIVE = "representative", _("A personal representative")


class ConsentStanding(models.TextChoices):
    """Whether a consent carries a disclosure (42 CFR 2.31(c))."""

    IN_FORCE = "in_force", _("In force")
    REVOKED = "revoked", _("Revoked")
    EXPIRED = "expired", _("Expired")
    DEFICIENT = "deficient", _("Incomplete")


class Kept(models.TextChoices):
    """Kinds of data that end by themselves; records.domain.retaining holds the usual length of each."""

    PUBLIC_DRAFTS = "public_drafts", _("Forms that were begun and not sent")
    PUBLIC_LINKS = "public_links", _("Links that have ended")
    STAFF_DRAFTS = "staff_drafts", _("Half-written notes of staff")
    OTHER_CALLS = "other_calls", _("Calls that were no inquiry")
    RAW_PAYLOADS = "raw_payloads", _("Forms as they arrived, once they became an inquiry")
    MESSAGE_BODIES = "message_bodies", _("Texts of e-mails that went out or ended")
    WEBHOOK_DELIVERIES = "webhook_deliveries", _("Posts to pager services")
    CLOSED_LEADS = "closed_leads", _("People whose inquiries have all ended")
