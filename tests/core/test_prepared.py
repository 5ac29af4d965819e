"""Prepared statements do what the ORM does: in a transaction and outside of one, again and again, and on a line that knows nothing."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, DataError, IntegrityError, NotSupportedError, ProgrammingError, connection, transaction

from clinics.models import Clinic
from clinics.models.staff import _memberships
from clinics.sql import stamp_and_count, stamp_of
from core.ids import new_id
from core.models import Tally
from core.postgresql.sql import Prepared, run_prepared
from core.sessions import SessionStore, _session_row, stored_key
from core.sql import ask_planned
from core.tally import Tallied, count_of, tally
from core.writing import ClaimedRow, ClaimLostError, Match, Spread, commit_rows, write_rows
from followup.domain.reviewing import MailStanding, mail_standing, messages_for_review
from intake.domain import never_contact, safe_contact, work_columns
from intake.domain.never_contact import never_contact_again, never_contact_hashes
from intake.domain.queries import View, count_work
from intake.models import ContactPoint, Lead, LeadEvent, Person, SearchToken, Task
from intake.sql import sharers_of
from intake.states import Severity
from tests.factories import NOW, make_clinic, make_staff, receive

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
ODD = """ñ 'one' "two" \\ %s %% ; -- {} $1 \N{PILE OF POO}"""
LATER = NOW + timedelta(days=30)
WAYS = {"by itself": nullcontext, "in a transaction": transaction.atomic}


def begin_request() -> None:
    """What Django does between two requests of one process."""
    connection.health_check_enabled = True
    connection.health_check_done = False


def elsewhere(*statements: str) -> None:
    """Do something on another line to the database."""
    other = connection.copy()
    with other.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    other.close()


def nothing() -> None:
    """Only time goes by."""


def lose_the_line() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        elsewhere(f"SELECT pg_terminate_backend({cursor.fetchone()[0]}, 5000)")
    begin_request()


def discard_all() -> None:
    """The server forgets and the driver does not see it, as when a pool hands us another line."""
    with connection.cursor() as cursor:
        cursor.execute("DISCARD ALL")


def add_columns() -> None:
    """As a migration does beside traffic, to every table that is asked or written here."""
    elsewhere(*[f'ALTER TABLE "{table}" ADD COLUMN IF NOT EXISTS extra integer NOT NULL DEFAULT 7' for table in TABLES])


TABLES = (
    *("clinics_clinic", "clinics_membership", "clinics_installation", "core_browsersession", "core_tally", "followup_message"),
    *("intake_contactpoint", "intake_lead", "intake_leadevent", "intake_nevercontact", "intake_person", "intake_searchtoken"),
    *("intake_queue", "intake_task", "intake_triageflag"),
)
HAPPENINGS = [nothing, lose_the_line, add_columns]


@pytest.fixture
def _as_before():
    yield
    elsewhere(*[f'ALTER TABLE "{table}" DROP COLUMN IF EXISTS extra' for table in TABLES])


def world() -> dict[str, Callable[[], tuple[Any, Any]]]:
    """Every question that is asked by a prepared statement: what it finds, and what the query set it stands for finds."""
    clinic = make_clinic(slug="here")
    leads = [receive(clinic, name=ODD, own_words="I want to end it").lead for _twice in range(2)]
    leads.append(receive(clinic, phone="", email="ana@example.org", reach="email").lead)
    staff = make_staff(clinic, roles=("staff", "supervisor"))
    point = ContactPoint.objects.get(person=leads[2].contact_person_id, kind="email")
    never_contact_again(points=[point], now=NOW)
    tally(name=ODD, expires_at=NOW)
    store = SessionStore()
    store["words"] = ODD
    store.save()
    tasks = list(Task.objects.order_by("id"))
    person, numbers = leads[0].contact_person_id, ContactPoint.objects.filter(kind="phone")
    place = {"standing": None, "rank": None, "due_at": None, "task_id": None}
    listed = {"staff": staff, "now": LATER, "promised_until": LATER, "view": View.ALL, "queue_id": None, "most": 50}

    def of(question: Any, **given: Any) -> Callable[[], tuple[Any, Any]]:
        rows = question.__wrapped__(**given).query
        return lambda: (question(**given), [tuple(row) for row in rows.get_compiler(connection.alias).results_iter()])

    def sharers() -> tuple[Any, Any]:
        hashes = [*{row.value_hash for row in numbers}]
        rows = numbers.filter(clinic=clinic).exclude(person=person).order_by("-created_at")[:5]
        found = sharers_of(clinic_id=clinic.id, person_id=person, hashes=[*hashes, "", ODD], limit=5)
        return sorted(found), sorted(rows.values_list("person_id", "value_hash"))

    def stamps() -> tuple[Any, Any]:
        stamp, count = Clinic.objects.get(slug="here").settings_stamp, Tally.objects.get(name=ODD).count
        asked = [stamp_of("here"), stamp_of(ODD), stamp_of(""), stamp_and_count("here", ODD), stamp_and_count(ODD, ODD)]
        return asked, [stamp, None, None, (stamp, count), (None, 0)]

    def counts() -> tuple[Any, Any]:
        found = count_work(staff=staff, now=LATER, queue_id=None)
        one = count_work(staff=staff, now=LATER, queue_id=tasks[0].queue_id)
        calls = {task.number_hash or task.id for task in tasks if task.ready_at <= LATER}
        return (found.has_hidden, one.has_hidden, found.views[View.ALL]), (False, False, len(calls))

    def standing() -> tuple[Any, Any]:
        return mail_standing(staff=staff, now=NOW), MailStanding(messages_for_review(staff).filter(expires_at__gt=NOW).count(), True)

    return {
        "memberships": of(_memberships, staff_id=staff.id),
        "nobody's memberships": of(_memberships, staff_id=new_id()),
        "session": of(_session_row, keys=[stored_key(store.session_key or "")], now=NOW),
        "no session": of(_session_row, keys=["", ODD], now=NOW),
        "list": of(work_columns.listed_work, **listed, **place),
        "list behind a place": of(
            work_columns.listed_work,
            **listed,
            standing=-1.5,
            rank=-3,
            due_at=datetime(2026, 1, 1, 9, 0, tzinfo=ZoneInfo("Asia/Tokyo")),
            task_id=tasks[0].id,
        ),
        "place": of(work_columns.place_of, staff=staff, task_id=tasks[0].id, promised_until=LATER),
        "one task": of(work_columns.one_task, staff=staff, task_id=tasks[0].id),
        "leads": of(work_columns._leads, lead_ids=[lead.id for lead in leads]),
        "no leads": of(work_columns._leads, lead_ids=[]),
        "never contact": of(never_contact._listed, hashes=[*never_contact_hashes(point), "", ODD]),
        "ways": of(safe_contact._with_same_value, person_ids=[lead.contact_person_id for lead in leads], clinic_ids=[clinic.id]),
        "ways of nobody": of(safe_contact._with_same_value, person_ids=[], clinic_ids=[]),
        "counts": counts,
        "mail": standing,
        "sharers": sharers,
        "stamps": stamps,
        "tally": lambda: (count_of(ODD), Tally.objects.get(name=ODD).count),
        "no tally": lambda: (count_of(""), 0),
    }


@pytest.mark.usefixtures("_as_before")
@pytest.mark.parametrize("happens", HAPPENINGS)
@pytest.mark.parametrize("way", WAYS)
def test_every_planned_question_finds_what_its_query_set_finds(way, happens):
    questions = world()

    def found() -> dict[str, tuple[Any, Any]]:
        with WAYS[way]():
            return {name: ask() for name, ask in questions.items() for _twice in range(2)}

    before = found()
    happens()
    after = found()

    assert {name: planned for name, (planned, _plain) in before.items()} == {name: plain for name, (_planned, plain) in before.items()}
    assert after == before
    assert {name for name, (planned, _plain) in before.items() if not planned} == {
        *("nobody's memberships", "no session", "no leads", "ways of nobody", "no tally")
    }


def test_a_line_that_knows_nothing_is_asked_again_at_once_or_after_the_transaction():
    questions = world()
    before = {name: ask() for name, ask in questions.items()}

    for name, ask in questions.items():
        discard_all()
        assert ask() == before[name]
        if before[name][0] == []:
            continue
        discard_all()
        # Whatever the transaction had done is undone; whoever begins it again finds all well.
        with pytest.raises(ProgrammingError, match="does not exist"), transaction.atomic():
            ask()
        with transaction.atomic():
            assert ask() == before[name]


def test_a_planned_question_is_asked_again_when_a_migration_changed_its_columns():
    def read() -> list[tuple[str]]:
        return ask_planned(connection, "SELECT word FROM changing", [])

    elsewhere("CREATE TABLE changing (word varchar(5))", "INSERT INTO changing VALUES ('hello')")
    try:
        assert read() == [("hello",)]
        elsewhere("ALTER TABLE changing ALTER COLUMN word TYPE varchar(9)")
        assert read() == [("hello",)]
        elsewhere("ALTER TABLE changing ALTER COLUMN word TYPE text")
        with pytest.raises(NotSupportedError, match="cached plan"), transaction.atomic():
            read()
        with transaction.atomic():
            assert read() == [("hello",)]
    finally:
        elsewhere("DROP TABLE changing")


def test_a_question_that_is_wrong_stays_wrong():
    for _twice in range(2):
        with pytest.raises(ProgrammingError, match="there_is_none"):
            ask_planned(connection, "SELECT * FROM there_is_none", [])
        with pytest.raises(DataError):
            ask_planned(connection, "SELECT %s::text", ["a\0b"])


def lead_with(clinic: Clinic, someone: Person, **columns: Any) -> Lead:
    return Lead(clinic=clinic, contact_person=someone, **{"channel": "web_form", "arrived_at": NOW, **columns})


def event_with(lead: Lead, facts: Any) -> LeadEvent:
    return LeadEvent(clinic_id=lead.clinic_id, lead=lead, kind="lead.arrived", actor_kind="system", facts=facts, at=NOW)


FACTS: list[Any] = [{}, [], "", ODD, 0, -3, 10**30, 1.5, True, {"a": None, ODD: [ODD, {"b": []}]}, {"long": "ñ" * 200_000}]
COLUMNS: list[dict[str, Any]] = [
    {"topics": [], "severity": Severity.URGENT},
    {"topics": ["", ODD], "owner_id": None},
    {"version": 2**31 - 1, "arrived_at": datetime(2026, 3, 8, 2, 30, 0, 250_001, tzinfo=ZoneInfo("Asia/Kathmandu"))},
    {"own_words": "\N{PILE OF POO}\0\ud800" * 1000, "arrived_at": datetime(1, 1, 2, tzinfo=ZoneInfo("UTC"))},
]
REFUSED: list[dict[str, Any]] = [
    {"channel": "a\0b"},
    {"channel": "\ud800"},
    {"version": -1},
    {"version": 2**31},
    {"channel": None},
    {"channel": "x" * 99},
]


def kept(row: Any) -> dict[str, Any]:
    found = type(row).objects.get(id=row.id)
    return {field.attname: getattr(found, field.attname) for field in row._meta.concrete_fields if field.attname not in {"id", "lead_id"}}


@pytest.mark.usefixtures("_as_before")
@pytest.mark.parametrize(("way", "happens"), [("by itself", discard_all), *[(way, happens) for way in WAYS for happens in HAPPENINGS]])
def test_rows_are_written_as_saving_them_would(way, happens):
    clinic = make_clinic()
    someone = Person.objects.create(clinic=clinic, name=ODD, created_at=NOW)
    plain = Lead.objects.create(clinic=clinic, contact_person=someone, channel="web_form", arrived_at=NOW)

    for _twice in range(2):
        for columns in COLUMNS:
            saved, written = lead_with(clinic, someone, **columns), lead_with(clinic, someone, **columns)
            saved.save()
            with WAYS[way]():
                write_rows([written])
            assert kept(written) == kept(saved)
        for facts in FACTS:
            saved_event, event = event_with(plain, facts), event_with(plain, facts)
            saved_event.save()
            with WAYS[way]():
                write_rows([event])
            assert kept(event) == kept(saved_event)
        happens()


@pytest.mark.parametrize("way", WAYS)
def test_what_saving_refuses_is_refused_and_nothing_of_it_is_kept(way):
    clinic = make_clinic()
    someone = Person.objects.create(clinic=clinic, name=ODD, created_at=NOW)
    refusals = (DatabaseError, ValueError)
    for columns in REFUSED:
        with pytest.raises(refusals):
            lead_with(clinic, someone, **columns).save()
        for _twice in range(2):
            with pytest.raises(refusals), WAYS[way]():
                write_rows([Person(clinic=clinic, name="Ana", created_at=NOW), lead_with(clinic, someone, **columns)])
        with WAYS[way]():
            write_rows([lead_with(clinic, someone)])
    assert (Person.objects.count(), Lead.objects.count()) == (1, len(REFUSED))


@pytest.mark.usefixtures("_as_before")
@pytest.mark.parametrize("happens", [*HAPPENINGS, discard_all])
def test_what_is_claimed_forgotten_and_counted_with_rows_goes_together_on_every_line(happens):
    clinic = make_clinic()
    old = Person.objects.create(clinic=clinic, name=ODD, language="en", created_at=NOW)
    spread = SearchToken(clinic_id=clinic.id, person=old, token="", created_at=NOW)
    waiting = ClaimedRow(Match(Person, {"id": old.id, "language": "en"}), {"language": "es"})
    counted = Tallied(ODD, LATER.astimezone(ZoneInfo("Pacific/Apia")))

    for number in (1, 2):
        Person.objects.update(language="en")
        gone = Person.objects.create(clinic=clinic, name="", created_at=NOW)
        tokens = Spread(spread, "token", [f"{number}", f"{ODD}{number}"])
        fresh = Person(clinic=clinic, name="Ana", created_at=NOW)
        commit_rows(
            [fresh, tokens], claimed=waiting, forgotten=Match(Person, {"id": [gone.id, new_id()], "clinic_id": clinic.id}), tallied=counted
        )
        with pytest.raises(ClaimLostError):
            commit_rows([Person(clinic=clinic, name="Ana", created_at=NOW)], claimed=waiting, tallied=counted)
        commit_rows([], forgotten=Match(Person, {"id": []}))
        happens()
        assert not Person.objects.filter(id=gone.id).exists()
        assert (Person.objects.count(), SearchToken.objects.count(), count_of(ODD)) == (1 + number, 2 * number, number)
    assert Tally.objects.get().expires_at == LATER
    with pytest.raises(IntegrityError):
        commit_rows([tokens], tallied=counted)
    assert count_of(ODD) == 2


@pytest.mark.parametrize("way", WAYS)
def test_tallies_count_on_every_line(way):
    def count(name: str) -> int:
        with WAYS[way]():
            return tally(name=name, expires_at=LATER)

    assert [count(name) for name in ("", ODD, "x" * 96, "", ODD)] == [1, 1, 1, 2, 2]
    lose_the_line()
    assert [count(name) for name in ("", ODD)] == [3, 3]
    for name in ("a\0b", "x" * 97):
        with pytest.raises(DataError):
            count(name)
    assert count(ODD) == 4
    assert dict(Tally.objects.values_list("name", "count")) == {"": 3, ODD: 4, "x" * 96: 1}


def test_only_questions_that_say_so_are_planned():
    ask_planned(connection, "SELECT %s::int", [1])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT $1::int'")
        assert cursor.fetchone() == (1,)
        for _again in range(9):
            cursor.execute("SELECT 'often'")
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%often%'")
        assert cursor.fetchone() == (0,)


def test_a_planned_statement_tells_its_places_from_percent_signs():
    asked = "SELECT %s::text, '50%% sure, %%s', %s::text"
    assert ask_planned(connection, asked, ["100 %", "%s"]) == [("100 %", "50% sure, %s", "%s")]


def test_what_is_run_over_and_over_keeps_every_value_as_it_is():
    odd = """ñ ' " \\ %s %% ; -- {}$1"""
    types = {
        "id": "uuid",
        "at": "timestamptz",
        "day": "date",
        "yes": "boolean",
        "number": "integer",
        "word": "text",
        "words": "text[]",
        "none": "text[]",
        "ids": "uuid[]",
    }
    found = ", ".join(f"%({name})s AS {name}" for name in types)
    keep = Prepared("keep_odd_values", f"INSERT INTO odd SELECT {found}", types)
    values = {
        "id": UUID(int=7),
        "at": datetime(2026, 3, 1, 8, 30, 0, 250_000, tzinfo=ZoneInfo("America/Chicago")),
        "day": date(2026, 3, 1),
        "yes": True,
        "number": -3,
        "word": odd,
        "words": [odd, "", "NULL"],
        "none": [],
        "ids": [UUID(int=7), UUID(int=8)],
    }
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE odd ({', '.join(f'{name} {kind}' for name, kind in types.items())})")
        assert run_prepared(connection, [(keep, values), (keep, values)]) == [1, 1]
        cursor.execute("SELECT DISTINCT * FROM odd")
        assert cursor.fetchall() == [tuple(values.values())]


def test_a_type_that_nobody_can_write_is_refused_when_the_statement_is_made():
    with pytest.raises(ValueError, match="how to write money, point"):
        Prepared("wish", "SELECT %(a)s, %(b)s", {"a": "point", "b": "money"})


def test_a_value_of_another_type_is_refused_before_anything_is_sent():
    name = Prepared("name_a_row", "SELECT %(id)s", {"id": "uuid"})
    with pytest.raises(AttributeError):
        run_prepared(connection, [(name, {"id": "' OR true --"})])


MOMENTS = [NOW, NOW + timedelta(days=180, microseconds=1), datetime(1, 1, 1, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_time_comes_back_as_the_orm_gives_it(moment) -> None:
    tally(name="pile", expires_at=moment)
    read = ask_planned(connection, "SELECT expires_at FROM core_tally WHERE name = %s", ["pile"])[0][0]
    assert (read, read.tzinfo) == (moment, UTC) == (Tally.objects.get().expires_at, Tally.objects.get().expires_at.tzinfo)


def test_a_time_is_the_same_moment_on_a_line_whose_zone_was_changed() -> None:
    tally(name="pile", expires_at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SET TIME ZONE 'America/New_York'")
    try:
        assert ask_planned(connection, "SELECT expires_at FROM core_tally WHERE name = %s", ["pile"]) == [(NOW,)]
    finally:
        connection.close()
