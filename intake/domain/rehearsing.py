"""Rehearsing routing rules on leads that came before, with nothing written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from clinics.models import Clinic
from intake.domain.routing import Choice, RoutingFacts, Rule, choose_queue
from intake.models import Lead
from intake.states import Severity

MOST_LEADS = 50


@dataclass(frozen=True)
class Rehearsed:
    """One past lead, without a word about the person: what the rules in force choose and what the new ones would."""

    arrived_at: datetime
    facts: RoutingFacts
    before: Choice
    after: Choice

    @property
    def is_changed(self) -> bool:
        """Whether the new rules would do something else: another queue or another time."""
        return (self.before.queue_code, self.before.due_minutes) != (self.after.queue_code, self.after.due_minutes)


def rehearse_on_recent_leads(*, clinic: Clinic, now_in_force: Sequence[Rule], wanted: Sequence[Rule]) -> list[Rehearsed]:
    """Both sets of rules on the clinic's newest MOST_LEADS leads, newest first."""
    newest = Lead.objects.filter(clinic=clinic).order_by("-arrived_at")
    rows = newest.values_list("arrived_at", "severity", "language", "channel")[:MOST_LEADS]
    rehearsed = []
    for arrived_at, severity, language, channel in rows:
        facts = RoutingFacts(Severity(severity), language, channel)
        rehearsed.append(Rehearsed(arrived_at, facts, choose_queue(now_in_force, facts), choose_queue(wanted, facts)))
    return rehearsed
