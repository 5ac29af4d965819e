"""What a browser knows of the restricted records it opened: when they close, and nothing else."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.urls import reverse

from desk.glass import remember_glass, seconds_until_glass_ends
from intake.domain.restricting import restrict_lead
from intake.models import BreakGlass
from tests.desk.conftest import signed_in
from tests.factories import NOW, make_staff, receive

HOUR = timedelta(hours=1)


def test_the_first_end_counts_and_then_the_next() -> None:
    session = SessionStore()
    assert seconds_until_glass_ends(session, now=NOW) is None
    remember_glass(session, open_until=NOW + HOUR, now=NOW)
    later = NOW + timedelta(minutes=20)
    remember_glass(session, open_until=later + HOUR, now=later)
    assert seconds_until_glass_ends(session, now=later) == 40 * 60
    assert seconds_until_glass_ends(session, now=NOW + HOUR) == 20 * 60
    assert seconds_until_glass_ends(session, now=later + HOUR) is None


def test_a_second_press_within_the_hour_changes_nothing() -> None:
    session = SessionStore()
    for _press in range(2):
        remember_glass(session, open_until=NOW + HOUR, now=NOW)
    assert dict(session) == {"glass_ends": [(NOW + HOUR).timestamp()]}


@pytest.mark.django_db
def test_every_page_after_an_opening_says_when_it_closes_and_where_it_is(clinic, dana, time_machine, settings) -> None:
    settings.SESSION_IDLE_SECONDS = 7200
    lead, boss = receive(clinic).lead, make_staff(clinic, roles=("supervisor",))
    restrict_lead(lead_id=lead.id, people=[dana.id], reason="works here", staff=boss, now=NOW)
    client = signed_in(boss)
    assert b"data-glass-left" not in client.get(reverse("desk:home")).content
    client.post(reverse("desk:break-glass", args=[lead.id]), {"reason": "their mother called"}, follow=True)
    time_machine.move_to(BreakGlass.objects.get().open_until - timedelta(minutes=5), tick=False)

    for name, ids in (("lead", [lead.id]), ("home", [])):
        address = reverse(f"desk:{name}", args=ids)
        assert f'data-glass-left="300" data-again="{address}"' in client.get(address).content.decode()
    sent_back = client.post(reverse("desk:lead-attempt", args=[lead.id]), {})
    assert sent_back.status_code == 422
    assert f'data-again="{reverse("desk:home")}"' in sent_back.content.decode()
    other_browser = signed_in(boss)
    assert b"data-glass-left" not in other_browser.get(reverse("desk:home")).content
    assert b'data-glass-left="300"' in other_browser.get(reverse("desk:lead", args=[lead.id])).content
