"""Trying a text: one copy, marked as a test, to the member of staff who asked for it and to nobody else."""

from dataclasses import replace
from datetime import datetime, timedelta

from clinics.models import Clinic, Staff
from followup.domain.example_values import made_up_values
from followup.domain.rendering import render
from followup.domain.wording import Words
from followup.domain.writing import Timing, write_test
from followup.models import Message

TEST_LIVES = timedelta(minutes=30)
# A second press within the same minute is the same test.
_MARKS = {
    "en": ("Test: ", "This is a test with made-up values. Nobody else got it.\n\n"),
    "es": ("Prueba: ", "Esto es una prueba con datos inventados. Nadie más la recibió.\n\n"),
}


def send_test(*, clinic: Clinic, code: str, variant: str, words: Words, staff: Staff, now: datetime) -> Message:
    """Put the test into the outbox. In practice mode it is held there like everything else."""
    language = variant.partition("-")[0]
    rendered = render(words, made_up_values(clinic=clinic, language=language, now=now))
    mark, note = _MARKS[language]
    marked = replace(rendered, subject=f"{mark}{rendered.subject}", body=f"{note}{rendered.body}")
    key = f"test:{staff.id}:{code}:{variant}:{now:%Y%m%d%H%M}"
    return write_test(clinic=clinic, staff=staff, rendered=marked, dedupe_key=key, language=language, timing=Timing(now, TEST_LIVES))
