"""A person's records in words."""

from django.utils.translation import gettext_lazy

from records.domain.under_way import Care

EMERGENCY = gettext_lazy("Somebody may be in danger here, and nobody has ended that. End the emergency first: then this page erases.")
# What ends with a record, for whoever is about to erase it.
CARE = {
    Care.INQUIRY: gettext_lazy("an open inquiry"),
    Care.WORK: gettext_lazy("open work about them"),
    Care.VISIT: gettext_lazy("a visit ahead"),
    Care.PLAN: gettext_lazy("a follow-up plan"),
    Care.AFTERCARE: gettext_lazy("aftercare with check-ins"),
    Care.MEDICINE: gettext_lazy("medicine with its reminders"),
    Care.SUPPORT: gettext_lazy("notes to them, because they stand at a person's side"),
    Care.TOLERANCE: gettext_lazy("a time of low tolerance"),
}
