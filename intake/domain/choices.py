"""What the public forms let people choose from: the code that is kept, and the words that were read.

Apart from the forms, so that a person's own copy of their answers speaks in the very words they chose.
"""

from django.utils.translation import gettext_lazy as _

from intake.states import Voicemail

WHO = [
    ("self", _("Me")),
    ("caring", _("Someone I care about")),
    ("professional", _("A patient or client of mine")),
    ("unsaid", _("I’d rather not say")),
]
PRIVATE = [("no", _("No, only me")), ("yes", _("Yes")), ("not_sure", _("I’m not sure"))]
VOICEMAIL = [
    (Voicemail.NONE.value, _("No")),
    (Voicemail.FIRST_NAME.value, _("Yes, but only a first name")),
    (Voicemail.CLINIC_NAME.value, _("Yes, you can say who you are")),
]
GOOD_TIMES = [
    ("asap", _("As soon as you can")),
    ("morning", _("Morning")),
    ("afternoon", _("Afternoon")),
    ("evening", _("Evening")),
    ("other", _("Another time")),
]
SAFE = [("yes", _("Yes")), ("no", _("No")), ("not_sure", _("I’m not sure")), ("skip", _("Skip this question"))]
TOPICS = [
    ("starting", _("Getting started")),
    ("cost", _("Cost or insurance")),
    ("medicine", _("A medicine question")),
    ("family", _("Help for a family member")),
    ("before", _("I was a patient before")),
    ("other", _("Something else you’d like us to know")),
]
