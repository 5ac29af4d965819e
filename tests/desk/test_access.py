"""Who may open what: two clinics with rows in both, every role, and no difference between "not yours" and "not there"."""

from uuid import uuid4

import pytest
from django.urls import get_resolver, reverse

from core.gates import ON_DESK_HOST, registry
from desk import gates_work
from desk.middleware import DESK_PATH
from intake.models import ContactPoint, Lead, MaybeSame, Queue, Task
from tests.desk.conftest import signed_in
from tests.factories import first_task, make_clinic, make_staff, receive

pytestmark = pytest.mark.django_db
CARE = ("staff", "clinician", "supervisor")


@pytest.fixture
def theirs():
    """A lead of another clinic with everything that has an address."""
    there = make_clinic(discreet_name="River Office")
    receive(there)
    received = receive(there)
    return {
        "lead_id": received.lead.id,
        "task_id": first_task(received).id,
        "queue_id": Queue.objects.filter(clinic=there)[0].id,
        "contact_point_id": ContactPoint.objects.filter(person=received.lead.contact_person)[0].id,
        "maybe_same_id": MaybeSame.objects.get().id,
    }


NAMED = {"lead_id", "task_id", "queue_id", "contact_point_id", "maybe_same_id"}


def addresses():
    """Every address of daily work that names a row: (name, its argument, method)."""
    from desk.urls_work import urlpatterns  # noqa: PLC0415  read where it is used

    for pattern in urlpatterns:
        arguments = list(pattern.pattern.converters)
        for method in sorted(gates_work.GATES[f"desk:{pattern.name}"].methods):
            # What else an address may name, and two rows at once, is asked in tests/access.
            if len(arguments) == 1 and arguments[0] in NAMED:
                yield pytest.param(pattern.name, arguments[0], method, id=f"{method} {pattern.name}")


WORDS = {
    "lead-attempt": {"task": str(uuid4()), "outcome": "no_answer", "key": "k"},
    "lead-note": {"text": "words", "key": "k"},
    "lead-reply": {"text": "words", "key": "k"},
    "lead-move": {"to": "in_touch", "key": "k"},
    "lead-owner": {"to": "", "key": "k"},
    "lead-messages": {"do": "pause", "key": "k"},
    "maybe-same": {"lead": str(uuid4())},
    "task-finish": {"outcome": "handled", "key": "k"},
    "task-snooze": {"step": "hour", "reason": "later"},
    "task-open-lead": {"who": "self", "reach": "none", "language": "en"},
}


@pytest.mark.parametrize(("name", "argument", "method"), addresses())
def test_a_row_of_another_clinic_looks_like_one_that_does_not_exist(clinic, theirs, name, argument, method) -> None:
    browser = signed_in(make_staff(clinic, roles=CARE))
    before = snapshot()

    other = browser.generic(method, reverse(f"desk:{name}", args=[theirs[argument]]), *body(name, method))
    absent = browser.generic(method, reverse(f"desk:{name}", args=[uuid4()]), *body(name, method))

    assert (other.status_code, absent.status_code) == (404, 404)
    assert other.content == absent.content
    assert snapshot() == before


def body(name, method):
    from urllib.parse import urlencode  # noqa: PLC0415  read where it is used

    return (urlencode(WORDS.get(name, {})), "application/x-www-form-urlencoded") if method == "POST" else ()


def snapshot():
    columns = ("id", "status", "owner_id", "version", "messages_paused_at")
    return list(Lead.objects.values_list(*columns)), list(Task.objects.values_list("id", "state", "version", "assignee_id"))


@pytest.mark.parametrize("role", ["admin", "auditor"])
@pytest.mark.parametrize(
    "name", sorted(set(gates_work.GATES) - {"desk:home", "desk:backlog-decide", "desk:stopped-open", "desk:same-pair"})
)
def test_roles_that_care_for_nobody_are_told_so(clinic, role, name) -> None:
    browser = signed_in(make_staff(clinic, roles=(role,)))
    lead = receive(clinic).lead
    needs_row = any(name == f"desk:{pattern.values[0]}" for pattern in addresses())
    method = "POST" if gates_work.GATES[name].methods == {"POST"} else "GET"

    answer = browser.generic(method, reverse(name, args=[lead.id] if needs_row else []))

    assert answer.status_code == 403
    assert b"Maria" not in answer.content


@pytest.mark.parametrize(
    ("roles", "leads_to"), [(("admin",), "desk:settings"), (("auditor",), "desk:audit"), (("admin", "auditor"), "desk:settings")]
)
def test_home_leads_those_who_care_for_nobody_to_what_they_are_here_for(clinic, roles, leads_to) -> None:
    answer = signed_in(make_staff(clinic, roles=roles)).get(reverse("desk:home"))

    assert answer.status_code == 302
    assert answer.url == reverse(leads_to)


@pytest.mark.parametrize("role", CARE)
def test_everybody_who_cares_for_people_sees_their_clinic_and_no_other(clinic, theirs, role) -> None:
    mine = receive(clinic, name="Our Person", phone="202 555 0111").lead
    browser = signed_in(make_staff(clinic, roles=(role,)))

    queues = browser.get(reverse("desk:queues"))
    assert b"Our Person" in queues.content
    assert b"Maria" not in queues.content
    assert b"River Office" not in queues.content
    assert browser.get(reverse("desk:lead", args=[mine.id])).status_code == 200


def test_nobody_signed_in_is_asked_to_sign_in(client, clinic) -> None:
    lead = receive(clinic).lead

    page = client.get(reverse("desk:lead", args=[lead.id]))
    assert page.status_code == 302
    assert page.url.startswith(reverse("desk:sign-in"))
    fetched = client.get(reverse("desk:queues"), headers={"X-Requested-With": "fetch"})
    assert fetched.status_code == 401


def test_every_address_of_daily_work_has_its_gate() -> None:
    from desk.urls_work import urlpatterns  # noqa: PLC0415  read where it is used

    assert {f"desk:{pattern.name}" for pattern in urlpatterns} == set(gates_work.GATES)
    assert set(gates_work.GATES) <= registry.names()


def test_a_page_with_a_name_on_it_is_kept_nowhere(desk, clinic) -> None:
    answer = desk.get(reverse("desk:lead", args=[receive(clinic).lead.id]))

    assert answer.headers["Cache-Control"] == "no-store"
    assert b"<title>Inquiry" in answer.content


def staff_addresses(patterns, start="", names=""):
    """Every address behind a gate of the staff's host."""
    for found in patterns:
        path = start + str(found.pattern)
        if hasattr(found, "url_patterns"):
            yield from staff_addresses(found.url_patterns, path, f"{names}{found.namespace}:" if found.namespace else names)
        elif (gate := registry.gates().get(f"{names}{found.name}")) and gate.access in ON_DESK_HOST:
            yield f"/{path}"


def test_every_page_of_the_staff_stands_where_its_language_is_looked_for():
    found = list(staff_addresses(get_resolver().url_patterns))
    assert len(found) > 100
    assert [path for path in found if not path.startswith(DESK_PATH)] == []
