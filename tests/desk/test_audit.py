"""Those who watch: what they see of the audit, what they don't, and that watching leaves a trace too."""

import csv
from datetime import timedelta

import pytest
from django.urls import reverse

from clinics.domain.memberships import set_roles
from core.audit import Actor, record
from core.ids import new_id
from core.models import AuditEntry
from core.reading_audit import MOST_EXPORTED, Wanted, all_of_audit, is_too_much
from desk.pages.audit import safe_cell
from desk.pages.audit_words import is_coded
from intake.models import Task
from tests.desk.conftest import read_entries, signed_in
from tests.factories import NOW, make_clinic, make_staff, receive

pytestmark = pytest.mark.django_db
AUDIT, EXPORT = "/desk/audit/", "/desk/audit/export/"


@pytest.fixture
def auditor(clinic):
    return make_staff(clinic, roles=("auditor",), name="Ada Auditor")


@pytest.fixture
def watching(auditor):
    return signed_in(auditor)


@pytest.fixture
def supervisor(clinic):
    return make_staff(clinic, roles=("supervisor",), name="Sol Supervisor")


def note(clinic, staff, *, action="lead.read", minutes=0, object_id=None, **facts):
    at = NOW + timedelta(minutes=minutes)
    kind = facts.pop("object_type", "lead")
    where = clinic.id if clinic else None
    return record(actor=Actor.of(staff), action=action, object_type=kind, object_id=object_id or new_id(), clinic_id=where, now=at, **facts)


def page(client, url=AUDIT, **typed):
    answer = client.get(url, typed)
    assert answer.status_code == 200, answer.content[:500]
    return answer.content.decode()


def lines(client, **typed) -> list[list[str]]:
    answer = client.post(EXPORT, typed)
    assert answer.status_code == 200
    return list(csv.reader(b"".join(answer.streaming_content).decode().splitlines()))


def test_an_auditor_sees_who_did_what_and_no_name_of_anybody_who_wrote(clinic, dana, watching):
    lead = receive(clinic, name="Zoe Quill").lead
    signed_in(dana).get(reverse("desk:lead", args=[lead.id]))

    shown = page(watching)
    assert "Dana" in shown
    assert "lead.read" in shown
    assert str(lead.id) in shown
    assert "Zoe" not in shown


def test_reading_the_audit_is_noted_once(clinic, watching, auditor):
    page(watching)
    entry = read_entries("audit.read")[0]
    assert (entry.actor_id, entry.clinic_id, entry.object_type) == (auditor.id, clinic.id, "audit")
    assert len(read_entries("audit.read")) == 1


def test_another_clinics_entries_are_never_shown(clinic, dana, watching, supervisor):
    other = make_clinic()
    theirs = note(other, make_staff(other, name="Olga Other"))

    for client in (watching, signed_in(supervisor)):
        for typed in ({}, {"about": theirs.object_id}, {"older": theirs.id}):
            shown = page(client, **typed)
            assert "Olga" not in shown
            assert str(theirs.object_id) not in shown.replace(f'value="{theirs.object_id}"', "")
        assert client.get(AUDIT, {"clinic": other.id}).status_code == 422


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ({}, {"a", "b", "c"}),
        ({"staff": "dana"}, {"a", "b"}),
        ({"action": "task."}, {"c"}),
        ({"after": "2026-11-18"}, {"b", "c"}),
        ({"until": "2026-11-18"}, {"a", "b"}),
        ({"after": "2026-11-18", "until": "2026-11-18"}, {"b"}),
        ({"about": "a"}, {"a", "c"}),
        ({"staff": "dana", "action": "lead.", "about": "a"}, {"a"}),
        ({"action": "nothing"}, set()),
    ],
)
def test_filters(clinic, dana, watching, typed, found):
    sam = make_staff(clinic, name="Sam")
    a = note(clinic, dana)
    b = note(clinic, dana, minutes=24 * 60)
    c = note(clinic, sam, action="task.listed", minutes=48 * 60, shown_ids=[new_id(), a.object_id])
    ids = {"a": a.object_id, "b": b.object_id, "c": c.object_id}
    typed = typed | ({"staff": str(dana.id)} if "staff" in typed else {}) | ({"about": str(a.object_id)} if "about" in typed else {})

    rows = {line[7] for line in lines(watching, **typed)[1:]}
    assert {name for name, wanted in ids.items() if str(wanted) in rows} == found
    shown = page(watching, **typed)
    assert {name for name, wanted in ids.items() if f'<code class="small">{wanted}</code>' in shown.replace("<br>", "")} >= found


def test_days_are_days_of_the_clinic(clinic, dana, watching):
    late = record(
        actor=Actor.of(dana), action="lead.read", object_type="lead", object_id=new_id(), clinic_id=clinic.id,
        now=NOW.replace(day=18, hour=3),  # ten in the evening of the 17th in New York
    )  # fmt: skip
    assert str(late.object_id) in page(watching, after="2026-11-17", until="2026-11-17")
    assert str(late.object_id) not in page(watching, after="2026-11-18")


@pytest.mark.parametrize(
    "typed",
    [
        {"clinic": "x"},
        {"staff": "x"},
        {"action": "<b>"},
        {"after": "yesterday"},
        {"until": "9999-12-31"},
        {"after": "0001-01-01"},
        {"about": "Zoe"},
    ],
)
def test_what_makes_no_sense_is_said_and_shows_nothing(clinic, dana, watching, typed):
    note(clinic, dana)
    answer = watching.get(AUDIT, typed)
    assert answer.status_code == 422
    assert b"There is a problem" in answer.content
    assert b"lead.read</code>" not in answer.content
    assert watching.post(EXPORT, typed).status_code == 422


def test_pages_follow_one_another_without_gap_or_repeat(clinic, dana, watching, django_assert_max_num_queries):
    made = [note(clinic, dana, minutes=number // 3) for number in range(120)]
    seen, url = [], AUDIT + "?action=lead.read"
    while url:
        with django_assert_max_num_queries(20):
            shown = watching.get(url).content.decode()
        seen += [entry.object_id for entry in reversed(made) if str(entry.object_id) in shown]
        url = AUDIT + shown.split('href="?', 1)[1].split('"', 1)[0].replace("&amp;", "&").join(["?", ""]) if 'rel="next"' in shown else ""
    assert seen == [entry.object_id for entry in reversed(made)]


def test_a_page_costs_the_same_for_few_and_many_entries(clinic, dana, watching, django_assert_num_queries):
    note(clinic, dana)
    page(watching)
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as few:
        page(watching)
    for number in range(60):
        note(clinic, make_staff(clinic, name=f"Staff {number}"))
    with django_assert_num_queries(len(few)):
        page(watching)


def test_reasons_are_for_those_who_read_free_text(clinic, dana, watching, supervisor):
    note(clinic, dana, reason="she called from the shelter")

    assert "shelter" in page(signed_in(supervisor))
    assert "shelter" not in page(watching)
    assert "given" in page(watching)
    assert not any("shelter" in cell for line in lines(watching) for cell in line)


def test_an_auditor_reads_whose_roles_were_changed_and_which(clinic, dana, watching):
    kim, noor = make_staff(clinic, roles=("admin",), name="Kim"), make_staff(clinic, name="Noor Haddad")
    set_roles(clinic_id=clinic.id, staff_id=noor.id, roles=["supervisor"], actor=Actor.of(kim), now=NOW)

    shown = page(watching, action="staff.roles")
    assert "member of staff Noor Haddad" in shown
    assert "+Supervisor, -Admissions staff" in shown
    header, row = lines(watching, action="staff.roles")
    told = dict(zip(header, row, strict=True))
    assert (told["object_name"], told["change"]) == ("Noor Haddad", "'+supervisor -staff")


def test_a_reason_that_people_type_is_never_taken_for_codes(clinic):
    typed = {"record.exported", "person.erased", "glass.broken", "installation.went_live", "authenticator.reset", "plan.changed"}
    assert [action for action in sorted(typed) if is_coded(action)] == []


def test_sign_ins_and_accounts_are_for_auditors(clinic, dana, watching, supervisor):
    note(None, dana, action="sign_in.done", object_type="staff", object_id=dana.id)

    assert "sign_in.done" in page(watching, clinic="organisation")
    assert "sign_in.done" not in page(watching)
    assert signed_in(supervisor).get(AUDIT, {"clinic": "organisation"}).status_code == 422


# Export


def test_an_export_is_whole_noted_and_safe_to_open(clinic, dana, watching, auditor):
    dana.name = '=HYPERLINK("https://evil.example")'
    dana.save()
    shown = new_id()
    entry = note(clinic, dana, shown_ids=[shown])

    header, *rows = lines(watching, clinic=str(clinic.id))
    mine = dict(zip(header, next(row for row in rows if row[0] == str(entry.id)), strict=True))
    assert mine["actor_name"] == '\'=HYPERLINK("https://evil.example")'
    assert (mine["action"], mine["object_id"], mine["shown_ids"]) == ("lead.read", str(entry.object_id), str(shown))
    assert mine["at_utc"] == "2026-11-17T15:00:00.000+00:00"
    assert [found.actor_id for found in read_entries("audit.exported")] == [auditor.id]
    assert rows[0][5] == "audit.exported"


def test_more_than_a_file_takes_is_never_cut_in_silence(clinic, dana):
    for minute in range(3):
        note(clinic, dana, minutes=minute)
    wanted = Wanted(clinic_id=clinic.id, action="lead.read")
    assert [is_too_much(wanted, most=most) for most in (2, 3, MOST_EXPORTED)] == [True, False, False]
    assert len(list(all_of_audit(wanted))) == 3


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_cells_that_a_spreadsheet_would_run_are_quoted(text):
    assert safe_cell(text) == f"'{text}"
    assert safe_cell("lead.read") == "lead.read"
    assert safe_cell(None) == ""


def test_only_auditors_export_and_only_by_pressing_a_button(clinic, dana, watching, supervisor):
    assert signed_in(supervisor).post(EXPORT).status_code == 403
    assert watching.get(EXPORT).status_code == 405
    assert signed_in(dana).post(EXPORT).status_code == 403
    assert "Export as CSV" not in page(signed_in(supervisor))
    assert "Export as CSV" in page(watching)


def test_an_auditor_here_who_supervises_there_exports_only_here(clinic, auditor, watching):
    there = make_clinic()
    auditor.memberships.create(clinic=there, role="supervisor")
    assert watching.get(AUDIT, {"clinic": there.id}).status_code == 200
    assert watching.post(EXPORT, {"clinic": there.id}).status_code == 404
    assert read_entries("audit.exported") == []


# Who saw this person


def test_who_saw_somebody_covers_all_their_inquiries_lists_and_tasks(clinic, dana, supervisor):
    lead = receive(clinic, name="Zoe Quill").lead
    sam, tess = make_staff(clinic, name="Sam"), make_staff(clinic, name="Tess")
    client = signed_in(supervisor)
    signed_in(dana).get(reverse("desk:lead", args=[lead.id]))
    note(clinic, sam, action="lead.searched", object_type="list", shown_ids=[new_id(), lead.id])
    note(clinic, tess, action="task.read", object_type="task", object_id=Task.objects.get(lead=lead, kind="first_contact").id)
    note(clinic, make_staff(clinic, name="Nobody"))

    shown = page(client, reverse("desk:audit-who-saw", args=[lead.id]))
    assert all(name in shown for name in ("Dana", "Sam", "Tess"))
    assert "Nobody" not in shown
    assert "Zoe" not in shown
    assert read_entries("audit.read")[-1].object_id == lead.id


def test_the_lead_page_leads_there_for_those_who_may(clinic, dana, desk, supervisor):
    lead = receive(clinic).lead
    url = reverse("desk:lead", args=[lead.id])
    there = reverse("desk:audit-who-saw", args=[lead.id])
    assert there in page(signed_in(supervisor), url)
    assert there not in page(desk, url)
    assert desk.get(there).status_code == 403


def test_a_lead_of_another_clinic_looks_like_none(clinic, watching, supervisor):
    other = receive(make_clinic()).lead
    for client in (watching, signed_in(supervisor)):
        theirs = client.get(reverse("desk:audit-who-saw", args=[other.id]))
        nobodys = client.get(reverse("desk:audit-who-saw", args=[new_id()]))
        assert theirs.status_code == nobodys.status_code == 404
        assert theirs.content == nobodys.content


def test_an_auditor_sees_the_page_and_no_way_into_the_record(clinic, watching):
    lead = receive(clinic).lead
    assert reverse("desk:lead", args=[lead.id]) not in page(watching, reverse("desk:audit-who-saw", args=[lead.id]))


def test_the_rail_shows_the_audit_to_those_who_may(clinic, dana, desk, watching, supervisor):
    assert f'href="{AUDIT}"' in page(watching)
    assert f'href="{AUDIT}"' in page(signed_in(supervisor))
    assert AUDIT not in page(desk, reverse("desk:home"))
    assert AuditEntry.objects.filter(action="audit.read").count() == 2
