"""Where and who: clinics with their hours and lines, and the staff who work there."""

from clinics.models.clinic import Clinic, Holiday, Installation, OnCallMember, PagerWebhook, PhoneLine, StaffedPeriod
from clinics.models.rota import RotaCover, RotaShift
from clinics.models.staff import AccountLink, Membership, Staff

__all__ = [
    "AccountLink",
    "Clinic",
    "Holiday",
    "Installation",
    "Membership",
    "OnCallMember",
    "PagerWebhook",
    "PhoneLine",
    "RotaCover",
    "RotaShift",
    "Staff",
    "StaffedPeriod",
]
