"""The texts a clinic starts with. A clinic publishes its own versions later; these are never edited, only followed."""

from datetime import datetime

from clinics.models import Clinic
from followup.domain.permitting import PRIVATE_SUFFIX
from followup.models import TemplateVersion

ACKNOWLEDGEMENT = "acknowledgement"
ACKNOWLEDGEMENT_PRIVATE = ACKNOWLEDGEMENT + PRIVATE_SUFFIX

# (code, language) → subject and body. The private one names no place and no number that could be looked up.
TEXTS: dict[tuple[str, str], tuple[str, str]] = {
    (ACKNOWLEDGEMENT, "en"): (
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
    (ACKNOWLEDGEMENT, "es"): (
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
    (ACKNOWLEDGEMENT_PRIVATE, "en"): (
        "We have your message",
        """\
Hello,

We have your message. {what_next}

If you are in danger, call 911.

To stop these e-mails, or if this was not you:
{stop_link}
""",
    ),
    (ACKNOWLEDGEMENT_PRIVATE, "es"): (
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


def publish_ready_texts(*, clinic: Clinic, now: datetime) -> int:
    """Give a clinic the first version of every text it has no version of; how many were added."""
    have = set(TemplateVersion.objects.filter(clinic=clinic).values_list("code", "language"))
    missing = [
        TemplateVersion(clinic=clinic, code=code, language=language, version=1, subject=subject, body=body, published_at=now)
        for (code, language), (subject, body) in TEXTS.items()
        if (code, language) not in have
    ]
    return len(TemplateVersion.objects.bulk_create(missing, ignore_conflicts=True))
