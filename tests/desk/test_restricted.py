"""Restricting a lead on its page, opening it with a reason, and looking at who did."""

import pytest
from django.urls import reverse

from core.models import AuditEntry
from intake.models import BreakGlass, Lead, Restriction, Task
from intake.states import Severity, TaskKind
from tests.desk.conftest import signed_in
from tests.factories import NOW, first_task, make_clinic, make_staff, receive

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tuesday_at_ten(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def boss(clinic):
    return make_staff(clinic, roles=("supervisor",), name="Kim")


@pytest.fixture
def received(clinic):
    return receive(clinic)


@pytest.fixture
def lead(received):
    return received.lead


def post(staff, name, *ids, **form):
    return signed_in(staff).post(reverse(f"desk:{name}", args=ids), form)


def page(staff, name, *ids):
    return signed_in(staff).get(reverse(f"desk:{name}", args=ids))


def restrict(lead, boss, *people):
    return post(boss, "lead-restrict", lead.id, people=[str(one.id) for one in people], reason="works here")


def test_a_supervisor_names_who_may_open_it_and_lands_where_they_still_may_go(lead, boss, dana):
    assert b"Restrict this inquiry to named people" in page(boss, "lead", lead.id).content
    assert b"Restrict this inquiry" not in page(dana, "lead", lead.id).content
    assert restrict(lead, boss, boss).url == reverse("desk:lead", args=[lead.id])
    assert b"Restricted: only named people open this inquiry" in page(boss, "lead", lead.id).content
    assert restrict(lead, boss, dana).url == reverse("desk:restricted")
    assert page(dana, "lead", lead.id).status_code == 200


def test_a_form_without_people_or_reason_comes_back_with_its_words(lead, boss):
    answer = post(boss, "lead-restrict", lead.id, reason="a sister of ours")
    assert answer.status_code == 422
    assert b"Choose at least one person." in answer.content
    assert b"a sister of ours" in answer.content
    assert Restriction.objects.count() == 0


@pytest.mark.parametrize("typed", [{"people": "not-an-id"}, {"people": "\x00"}, {"people": "01a1fd09-8277-7f59-9932-bd3a35212cfa"}])
def test_people_that_are_none_are_refused(lead, boss, typed):
    assert post(boss, "lead-restrict", lead.id, reason="r", **typed).status_code == 422


def test_lifting_lets_everybody_in_again(lead, boss, dana):
    restrict(lead, boss, boss)
    assert post(dana, "lead-restrict-lift", lead.id).status_code == 403
    assert post(boss, "lead-restrict-lift", lead.id).url == reverse("desk:lead", args=[lead.id])
    assert page(dana, "lead", lead.id).status_code == 200


def test_a_supervisor_who_is_not_named_is_asked_for_a_reason(received, lead, boss, dana):
    restrict(lead, boss, dana)
    asked = reverse("desk:break-glass", args=[lead.id])
    assert page(boss, "lead", lead.id).url == asked
    assert page(boss, "task", first_task(received).id).url == asked
    assert post(boss, "break-glass", lead.id, reason=" ").status_code == 422
    assert post(boss, "break-glass", lead.id, reason="their mother called").url == reverse("desk:lead", args=[lead.id])
    opened = page(boss, "lead", lead.id).content
    assert b"for the reason you gave" in opened
    assert b"Maria" in opened


def test_others_find_nothing_until_it_is_an_emergency(received, lead, boss, dana, clinic):
    other = make_staff(clinic, name="Sam")
    restrict(lead, boss, dana)
    assert [page(other, "lead", lead.id).status_code, page(other, "break-glass", lead.id).status_code] == [404, 404]
    assert b"Restricted" not in page(other, "home").content

    Task.objects.filter(lead=lead).update(severity=Severity.EMERGENCY)
    home = page(other, "home").content
    assert reverse("desk:break-glass", args=[lead.id]).encode() in home
    assert b"Maria" not in home
    assert page(other, "task", first_task(received).id).url == reverse("desk:break-glass", args=[lead.id])
    post(other, "break-glass", lead.id, reason="nobody else is here")
    assert b"Maria" in page(other, "lead", lead.id).content
    BreakGlass.objects.update(open_until=NOW.replace(year=2020))
    assert b"Maria" not in page(other, "lead", lead.id).content


def test_an_opening_is_looked_at_by_another_supervisor_and_seen_by_auditors_without_words(lead, boss, dana, clinic):
    restrict(lead, boss, dana)
    post(boss, "break-glass", lead.id, reason="their mother called")
    glass, other, auditor = BreakGlass.objects.get(), make_staff(clinic, roles=("supervisor",)), make_staff(clinic, roles=("auditor",))
    task = Task.objects.get(kind=TaskKind.ACCESS_REVIEW)
    assert page(other, "task", task.id).url == reverse("desk:restricted")
    seen = {name: page(staff, "restricted").content for name, staff in {"boss": boss, "other": other, "auditor": auditor}.items()}
    assert {name: b"their mother called" in text for name, text in seen.items()} == {"boss": True, "other": True, "auditor": False}
    address = reverse("desk:glass-review", args=[glass.id]).encode()
    assert {name: address in text for name, text in seen.items()} == {"boss": False, "other": True, "auditor": False}
    assert [name for name, text in seen.items() if b"Maria" in text] == []

    assert post(boss, "glass-review", glass.id, was_right="yes").status_code == 404
    assert post(other, "glass-review", glass.id, review="hm").status_code == 422
    assert post(other, "glass-review", glass.id, was_right="no", review="ask first").url == reverse("desk:restricted")
    assert b"It was not right" in page(auditor, "restricted").content
    shown = AuditEntry.objects.filter(action="restricted.listed").first().shown_ids
    assert shown == [str(lead.id)]


def test_the_list_takes_as_many_queries_for_three_as_for_one(boss, dana, clinic, django_assert_num_queries):
    client = signed_in(boss)
    counts = []
    for number in (1, 2):
        for one in range(number):
            lead = receive(clinic, phone=f"202 555 01{number}{one}").lead
            restrict(lead, boss, dana)
            post(boss, "break-glass", lead.id, reason="r")
        with django_assert_num_queries(8) as seen:
            client.get(reverse("desk:restricted"))
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_another_clinic_learns_nothing(lead, boss, dana):
    restrict(lead, boss, dana)
    post(boss, "break-glass", lead.id, reason="r")
    stranger = make_staff(make_clinic(), roles=("supervisor", "auditor"))
    assert str(lead.id).encode() not in page(stranger, "restricted").content
    assert [page(stranger, name, lead.id).status_code for name in ("lead", "lead-restrict", "break-glass")] == [404, 404, 404]
    assert post(stranger, "glass-review", BreakGlass.objects.get().id, was_right="yes").status_code == 404
    assert Lead.objects.filter(restrictions__lifted_at=None).count() == 1
