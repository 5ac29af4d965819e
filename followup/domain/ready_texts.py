"""The texts a clinic starts with. A clinic publishes its own versions later; these are never edited, only followed."""

from collections.abc import Collection
from datetime import datetime

from clinics.models import Clinic
from followup.domain.aftercare.ready_words import AFTERCARE_TEXTS
from followup.domain.medication.texts import READY as VISIT_TEXTS
from followup.domain.permitting import PRIVATE_SUFFIX
from followup.domain.ready_plans.inquiry_texts import TEXTS as INQUIRY_TEXTS
from followup.domain.ready_plans.other_texts import TEXTS as OTHER_TEXTS
from followup.domain.wording import ReadyText, Words
from followup.models import Template, TemplateDraft, TemplateVersion
from intake.states import Purpose

ACKNOWLEDGEMENT = "acknowledgement"

# The private one names no place and no number that could be looked up.
ACKNOWLEDGEMENT_WORDS = {
    "en": Words(
        "Your message to {discreet_name}",
        """\
Hello,

We have your message. {what_next}

You can also call us: {phone}. Call this number too if you want us to reach you in another way.

If you are in danger, call 911.

{discreet_name}

To stop these e-mails, or if this was not you:
{stop_link}
""",
    ),
    "es": Words(
        "Su mensaje a {discreet_name}",
        """\
Hola:

Recibimos su mensaje. {what_next}

También puede llamarnos: {phone}. Llame a este número si prefiere que nos comuniquemos de otra manera.

Si está en peligro, llame al 911.

{discreet_name}

Para dejar de recibir estos correos, o si no fue usted:
{stop_link}
""",
    ),
    "en-private": Words(
        "We have your message",
        """\
Hello,

We have your message. {what_next}

If you are in danger, call 911.

To stop these e-mails, or if this was not you:
{stop_link}
""",
    ),
    "es-private": Words(
        "Recibimos su mensaje",
        """\
Hola:

Recibimos su mensaje. {what_next}

Si está en peligro, llame al 911.

Para dejar de recibir estos correos, o si no fue usted:
{stop_link}
""",
    ),
}
# Every text a clinic starts with.
READY_TEXTS: tuple[ReadyText, ...] = (
    ReadyText(
        code=ACKNOWLEDGEMENT,
        purpose=Purpose.INQUIRY,
        variables=("discreet_name", "phone", "reach_us", "what_next", "stop_link"),
        words=ACKNOWLEDGEMENT_WORDS,
    ),
    *VISIT_TEXTS,
    *AFTERCARE_TEXTS,
    *INQUIRY_TEXTS,
    *OTHER_TEXTS,
)

WHAT_NEXT = {
    "en": "A person will write to you by {when}.",
    "es": "A más tardar el {when}, una persona le escribirá.",
}
WHAT_NEXT_SOMETIME = {"en": "A person will write to you.", "es": "Una persona le escribirá."}
# Instead of a subject that a long name makes too long.
SHORT_SUBJECT = {"en": "We have your message", "es": "Recibimos su mensaje"}
# Under what staff write.
STAFF_FOOT = {
    "en": "\n\n--\nTo stop these e-mails:\n{stop_link}\n",
    "es": "\n\n--\nPara dejar de recibir estos correos:\n{stop_link}\n",
}


def publish_ready_texts(*, clinic: Clinic, now: datetime, codes: Collection[str] | None = None) -> int:
    """Give a clinic every text it lacks: published, or as a draft for a clinician when it is clinical; how many were added.

    `codes`: only these.
    """
    return sum(_add(clinic, text, now) for text in READY_TEXTS if codes is None or text.code in codes)


def _add(clinic: Clinic, text: ReadyText, now: datetime) -> int:
    template, _is_new = Template.objects.get_or_create(
        clinic=clinic,
        code=text.code,
        defaults={
            "purpose": text.purpose,
            "is_clinical": text.is_clinical,
            "variables": list(text.variables),
            "created_at": now,
        },
    )
    if text.is_clinical:
        draft = {"words": {variant: words.as_dict() for variant, words in text.words.items()}, "changed_at": now}
        return int(TemplateDraft.objects.get_or_create(template=template, defaults=draft)[1])
    have = set(TemplateVersion.objects.filter(clinic=clinic).values_list("code", "language"))
    rows = [_first_version(clinic, text.code, variant, words, now) for variant, words in text.words.items()]
    missing = [row for row in rows if (row.code, row.language) not in have]
    return len(TemplateVersion.objects.bulk_create(missing, ignore_conflicts=True))


def _first_version(clinic: Clinic, code: str, variant: str, words: Words, now: datetime) -> TemplateVersion:
    language, _dash, private = variant.partition("-")
    return TemplateVersion(
        clinic=clinic,
        code=code + (PRIVATE_SUFFIX if private else ""),
        language=language,
        version=1,
        subject=words.subject,
        preview=words.preview,
        body=words.body,
        published_at=now,
    )
