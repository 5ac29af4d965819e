"""Queue pages: what a row says, who gets what, and what looking leaves in the audit log."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from intake.domain.claiming import claim_task
from intake.models import Queue, Task
from intake.states import TaskKind
from tests.desk.conftest import read_entries, signed_in
from tests.factories import first_task, make_clinic, make_staff, receive

pytestmark = pytest.mark.django_db
FETCH = {"X-Requested-With": "fetch"}


def page_of(browser, name="queues", **query):
    return browser.get(reverse(f"desk:{name}"), query).content.decode()


def arrive(clinic, **words):
    """An inquiry that arrived just now by the real clock, as pages read it."""
    return receive(clinic, now=clock.now(), **words)


def test_a_row_says_who_what_when_why_and_how(desk, clinic) -> None:
    arrive(clinic, name="Maria", voicemail="first_name")

    page = page_of(desk)

    for words in ("Maria", "First contact", "They asked for a call just now.", "Routine", "due "):
        assert words in page
    for words in ("Call OK", "Voicemail: first name only", "No texts"):
        assert words in page


def test_a_row_without_a_name_says_so(desk, clinic) -> None:
    arrive(clinic, name="")

    assert "No name" in page_of(desk)


def test_a_danger_stands_on_the_row(desk, clinic) -> None:
    arrive(clinic, own_words="I want to kill myself tonight")

    page = page_of(desk)
    assert "Self-harm" in page
    assert page.index("Emergency") < page.index("Maria")


def test_inquiries_from_one_number_are_one_row(desk, clinic) -> None:
    arrive(clinic)
    arrive(clinic)

    page = page_of(desk)
    assert page.count("data-task=") == 1
    assert "2 inquiries from this number" in page


def test_every_number_on_the_page_is_the_number_of_rows_behind_it(desk, clinic) -> None:
    for number in range(3):
        arrive(clinic, phone=f"202 555 012{number}", language="es" if number else "en")

    page = page_of(desk)
    for address, count in re.findall(r'href="(/desk/queues/[^"]*)"[^>]*>[^<]*(?:<span>[^<]*</span>)?\s*<span class="count">(\d+)', page):
        assert desk.get(address.replace("&amp;", "&")).content.decode().count("data-task=") == int(count), address


def test_more_rows_are_one_press_away(desk, clinic) -> None:
    for number in range(51):
        arrive(clinic, phone=f"202 555 {1000 + number}")

    page = page_of(desk)
    assert page.count("data-task=") == 50
    more = desk.get(re.search(r'href="([^"]*after=[^"]*)"', page).group(1)).content.decode()
    assert more.count("data-task=") == 1
    assert f'href="{reverse("desk:queues")}">Back to the beginning' in more


@pytest.mark.parametrize(
    "query", [{"view": "no-such-view"}, {"after": "x"}, {"after": "01a1fc4d-0000-7000-8000-000000000000"}, {"after": "²"}]
)
def test_an_odd_address_shows_the_plain_list(desk, clinic, query) -> None:
    arrive(clinic)

    assert page_of(desk, **query).count("data-task=") == 1


def test_an_empty_queue_names_the_others(desk, clinic) -> None:
    arrive(clinic, safe="no")
    empty = Queue.objects.get(code="general")

    page = desk.get(reverse("desk:queue", args=[empty.id])).content.decode()

    assert "Nothing is waiting here." in page
    assert "Other queues:" in page
    assert "All queues are empty" in page_of(signed_in(make_staff(make_clinic())))


def test_looking_leaves_one_audit_row_with_the_ids_shown(desk, clinic) -> None:
    first, second = arrive(clinic).lead, arrive(clinic, phone="202 555 0111").lead

    page_of(desk)

    (entry,) = read_entries("work.listed")
    assert entry.clinic_id == clinic.id
    assert set(entry.shown_ids) == {str(first.id), str(second.id)}


def test_an_unchanged_poll_shows_nothing_and_is_not_audited(desk, clinic) -> None:
    arrive(clinic)
    mark = re.search(r'data-mark="([0-9a-f]+)"', page_of(desk)).group(1)

    same = desk.get(reverse("desk:queues"), headers={**FETCH, "X-List-Mark": mark})
    assert (same.status_code, same.content) == (204, b"")
    assert len(read_entries("work.listed")) == 1

    arrive(clinic, phone="202 555 0111")
    changed = desk.get(reverse("desk:queues"), headers={**FETCH, "X-List-Mark": mark})
    assert changed.content.decode().count("data-task=") == 2
    assert b"<html" not in changed.content
    assert len(read_entries("work.listed")[-1].shown_ids) == 2


def test_a_queue_page_takes_the_same_queries_for_one_row_and_for_three(desk, clinic, django_assert_num_queries) -> None:
    arrive(clinic)
    page_of(desk)

    with django_assert_num_queries(10):
        page_of(desk)
    for number in (1, 2):
        arrive(clinic, phone=f"202 555 012{number}")
    with django_assert_num_queries(10) as asked:
        assert page_of(desk).count("data-task=") == 3
    assert not any("OFFSET" in query["sql"] for query in asked)


# Taking work


def test_take_next_claims_the_most_urgent_and_opens_it(desk, dana, clinic) -> None:
    arrive(clinic)
    urgent = arrive(clinic, phone="202 555 0111", safe="no").lead

    answer = desk.post(reverse("desk:take-next"))

    assert answer.url == reverse("desk:lead", args=[urgent.id])
    assert Task.objects.get(lead=urgent).claimed_by == dana


def test_take_next_of_one_queue_stays_in_it(desk, clinic) -> None:
    calm = arrive(clinic).lead
    arrive(clinic, phone="202 555 0111", safe="no")

    answer = desk.post(reverse("desk:take-next"), {"queue": Queue.objects.get(code="general").id})

    assert answer.url == reverse("desk:lead", args=[calm.id])


def test_take_next_opens_work_without_a_lead_on_its_own_page(desk, clinic) -> None:
    received = arrive(clinic)
    task = first_task(received)
    Task.objects.update(lead=None, number_hash="")

    assert desk.post(reverse("desk:take-next")).url == reverse("desk:task", args=[task.id])


@pytest.mark.parametrize("queue", ["", "01a1fc4d-0000-7000-8000-000000000000", "nonsense"])
def test_take_next_with_nothing_to_take_says_so(desk, queue) -> None:
    answer = desk.post(reverse("desk:take-next"), {"queue": queue, "next": reverse("desk:queues")}, follow=True)

    assert answer.redirect_chain[-1][0] == reverse("desk:queues")
    assert b"Nothing is waiting that fits you right now." in answer.content


def test_take_next_gives_nothing_to_somebody_away(desk, dana, clinic) -> None:
    task = first_task(arrive(clinic))
    dana.availability = "away"
    dana.save()

    answer = desk.post(reverse("desk:take-next"), follow=True)

    assert b"You are away, so nothing was taken." in answer.content
    assert Task.objects.get(id=task.id).claimed_by is None


def test_opening_a_lead_does_not_take_it(desk, clinic) -> None:
    received = arrive(clinic)

    desk.get(reverse("desk:lead", args=[received.lead.id]))
    desk.get(reverse("desk:task", args=[first_task(received).id]))

    assert first_task(received).claimed_by is None


def test_whoever_is_second_learns_who_was_first(desk, clinic) -> None:
    task = first_task(arrive(clinic))
    claim_task(task_id=task.id, staff=make_staff(clinic, name="Sam"), now=clock.now())

    answer = desk.post(reverse("desk:task-claim", args=[task.id]), {"next": reverse("desk:queues")}, follow=True)

    assert re.search(rb"Sam took this \d+ s ago\.", answer.content)
    assert Task.objects.get(id=task.id).claimed_by.name == "Sam"


def test_a_claim_from_long_ago_is_told_in_minutes(desk, clinic) -> None:
    task = first_task(arrive(clinic))
    claim_task(task_id=task.id, staff=make_staff(clinic, name="Sam"), now=clock.now())
    Task.objects.update(claimed_until=clock.now() + timedelta(minutes=5))

    answer = desk.post(reverse("desk:task-claim", args=[task.id]), follow=True)

    assert re.search(rb"Sam took this (9|10) min ago\.", answer.content)


def test_claim_keep_and_release(desk, dana, clinic) -> None:
    task = first_task(arrive(clinic))

    assert b"It is yours." in desk.post(reverse("desk:task-claim", args=[task.id]), follow=True).content
    assert "Yours" in page_of(desk)
    assert b"Kept" in desk.post(reverse("desk:task-keep", args=[task.id]), follow=True).content
    assert Task.objects.get(id=task.id).claimed_by == dana
    assert b"back in the queue" in desk.post(reverse("desk:task-release", args=[task.id]), follow=True).content
    assert Task.objects.get(id=task.id).claimed_by is None


def test_what_a_colleague_holds_shows_their_name_and_until_when(desk, clinic) -> None:
    task = first_task(arrive(clinic))
    claim_task(task_id=task.id, staff=make_staff(clinic, name="Sam"), now=clock.now())

    page = page_of(desk)

    assert re.search(r"Sam <span[^>]*>until ", page)
    assert reverse("desk:task-claim", args=[task.id]) not in page


@pytest.mark.parametrize(
    "wanted", ["https://elsewhere.example/", "//elsewhere.example", "/healthz", "javascript:alert(1)", "/desk/../healthz"]
)
def test_a_form_never_leads_away_from_the_desk(desk, clinic, wanted) -> None:
    task = first_task(arrive(clinic))

    answer = desk.post(reverse("desk:task-claim", args=[task.id]), {"next": wanted})

    assert answer.url == reverse("desk:task", args=[task.id])


# The words of a row


@pytest.mark.parametrize("kind", TaskKind.values)
def test_every_kind_of_work_says_why_it_is_here(clinic, kind) -> None:
    received = arrive(clinic)
    Task.objects.filter(lead=received.lead).update(kind=kind)
    # Looking at who opened a record is for supervisors only.
    desk = signed_in(make_staff(clinic, roles=("supervisor",)))

    assert re.search(r'soft">\s*(<span class="chip">[^<]*</span>\s*)+[A-Z][^<]{10,}\.', page_of(desk))


def test_a_row_of_somebody_who_will_contact_us_says_hands_off(desk, clinic) -> None:
    arrive(clinic, reach="none", phone="")

    assert "They will contact us" in page_of(desk)


def test_a_further_try_says_how_often_it_was_tried(desk, clinic) -> None:
    arrive(clinic)
    Task.objects.update(attempts=2)

    assert "First contact, tried 2 times" in page_of(desk)
