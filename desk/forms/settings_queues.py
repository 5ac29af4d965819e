"""Forms of queues and of routing rules."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.models import Staff
from clinics.states import Language
from desk.forms.settings_clinic import MOST_MINUTES
from desk.forms.standing import StandingForm
from intake.domain.routing import Rule
from intake.models import Queue
from intake.states import Channel, Severity

SEVERITIES = [(severity.word, severity.label) for severity in Severity]
CONDITIONS = {"severity": SEVERITIES, "language": Language.choices, "channel": Channel.choices}


class NewQueueForm(forms.Form):
    """One more queue."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)


class MembersField(forms.ModelMultipleChoiceField):
    """People to tick, with their languages."""

    def label_from_instance(self, obj: Staff) -> str:
        return with_languages(obj)


class QueueForm(StandingForm, forms.Form):
    """A queue's name and the people who are offered its work."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    is_active = forms.BooleanField(label=gettext_lazy("Open for work"), required=False)

    def __init__(self, *arguments: Any, people: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["members"] = MembersField(
            people, label=gettext_lazy("People who are offered this work"), required=False, widget=forms.CheckboxSelectMultiple
        )


def with_languages(person: Staff) -> str:
    """A name with the languages its owner speaks."""
    spoken = [str(Language(code).label) for code in person.languages if code in Language.values]
    return f"{person.name} ({', '.join(spoken)})" if spoken else person.name


class RuleForm(forms.Form):
    """One routing rule: what it looks for and where it sends. Its code is fixed, its place is where it stands."""

    code = forms.SlugField(max_length=40, widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    severity = forms.MultipleChoiceField(
        label=gettext_lazy("Severity is one of"), choices=SEVERITIES, required=False, widget=forms.CheckboxSelectMultiple
    )
    language = forms.MultipleChoiceField(
        label=gettext_lazy("Language is one of"), choices=Language.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    channel = forms.MultipleChoiceField(
        label=gettext_lazy("It came by one of"), choices=Channel.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    queue = forms.ChoiceField(label=gettext_lazy("Send to"))
    due_minutes = forms.IntegerField(
        label=gettext_lazy("First attempt due in minutes"),
        required=False,
        min_value=1,
        max_value=MOST_MINUTES,
        help_text=gettext_lazy("Empty means the clinic's own time for the severity. An urgent lead is never made to wait longer."),
    )

    def __init__(self, *arguments: Any, queues: Iterable[Queue], is_last: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.is_last = is_last
        cast(forms.ChoiceField, self.fields["queue"]).choices = [(queue.code, queue.shown_name) for queue in queues]
        if is_last:
            for name in CONDITIONS:
                del self.fields[name]

    def rule(self) -> Rule:
        """The rule as it is published."""
        values = self.cleaned_data
        when = {name: list(values[name]) for name in CONDITIONS if values.get(name)}
        return {
            "code": values["code"] or slugify(values["name"])[:40] or "rule",
            "name": values["name"],
            "when": when,
            "then": {"queue": values["queue"], "due_minutes": values["due_minutes"]},
        }

    def typed(self) -> dict[str, Any]:
        """What stands in the fields now, right or wrong, to be kept as a draft."""
        data = cast(QueryDict, self.data)
        lists = {name: data.getlist(f"{self.prefix}-{name}") for name in CONDITIONS}
        return {name: self.data.get(f"{self.prefix}-{name}", "") for name in ("code", "name", "queue", "due_minutes")} | lists


class TryForm(forms.Form):
    """A made-up inquiry, to see where the rules send it. Sent by GET: it changes nothing."""

    severity = forms.ChoiceField(label=gettext_lazy("Severity"), choices=SEVERITIES, initial="routine")
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=Language.choices)
    channel = forms.ChoiceField(label=gettext_lazy("It came by"), choices=Channel.choices)


class PublishForm(forms.Form):
    """Why the rules changed."""

    note = forms.CharField(label=gettext_lazy("What changed and why"), max_length=200, help_text=gettext_lazy("Kept with this version."))


def typed_rule(rule: Rule) -> dict[str, Any]:
    """A published rule as the fields of its form."""
    conditions = {name: list(rule["when"].get(name, [])) for name in CONDITIONS}
    return {
        "code": rule["code"],
        "name": rule["name"],
        "queue": rule["then"]["queue"],
        "due_minutes": "" if rule["then"]["due_minutes"] is None else str(rule["then"]["due_minutes"]),
        **conditions,
    }


def rule_sentence(rule: Rule, *, queue_names: Mapping[str, str]) -> str:
    """A rule in one sentence, in the active language."""
    queue = queue_names.get(rule["then"]["queue"], rule["then"]["queue"])
    minutes = rule["then"]["due_minutes"]
    facts = {"conditions": _conditions(rule["when"]), "queue": queue, "minutes": minutes}
    if not rule["when"]:
        if minutes is None:
            return _("Everything else goes to %(queue)s.") % facts
        return _("Everything else goes to %(queue)s, due in %(minutes)s minutes.") % facts
    if minutes is None:
        return _("If %(conditions)s, it goes to %(queue)s.") % facts
    return _("If %(conditions)s, it goes to %(queue)s, due in %(minutes)s minutes.") % facts


def _conditions(when: Mapping[str, Sequence[str]]) -> str:
    sentences = {
        "severity": _("the severity is %(values)s"),
        "language": _("the language is %(values)s"),
        "channel": _("it came by %(values)s"),
    }
    parts = []
    for name, values in when.items():
        labels = {str(value): str(label) for value, label in CONDITIONS[name]}
        shown = _(" or ").join(labels.get(value, value) for value in values)
        parts.append(sentences[name] % {"values": shown})
    return _(" and ").join(parts)
