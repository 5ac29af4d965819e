"""What somebody does, as calls of the product's verbs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from bench.life.asked import Asked
from bench.life.book import day_of
from bench.life.person import Act, Person
from core.audit import Actor
from followup.domain.aftercare.answering_check_ins import answer_by_link, answer_by_phone
from followup.domain.aftercare.contacting import Contact, log_contact
from followup.domain.aftercare.entering import Entry, enter_aftercare
from followup.domain.aftercare.leaving_check_ins import stop_check_ins
from followup.domain.aftercare.linking import derived_token
from followup.domain.medication.dosing import Given, NewCourse, decline_dose, end_course, plan_course, record_dose
from followup.domain.medication.labs import record_lab
from followup.domain.medication.tolerance import close_by_contact
from followup.domain.stopping import stop_everything_by_hand
from followup.domain.tracking import EventReading, apply_event, keep_event
from followup.models import CheckIn, Course, DeliveryEvent
from followup.models.delivery import Delivery
from followup.states import AftercareEntry, CheckInPage, ExitReason
from followup.states.medicine import CourseEnd, Medicine
from intake.domain.leading import finish_task
from intake.domain.tasking import end_task
from intake.models import Task
from tests.followup.aftercare.builders import token_of

if TYPE_CHECKING:
    from bench.life.world import World

# The model's name of a task → what its key begins with in the product.
KEYS = {
    "call": "aftercare_call",
    "stopped": "aftercare_stopped",
    "address": "aftercare_address",
    "end_of_time": "aftercare_end_of_time",
    "unreached": "aftercare_unreached",
    "escalation": "escalation",
    "dose": "dose",
    "talk": "talk",
    "prescriber": "prescriber",
    "tolerance": "tolerance",
    "lab": "lab",
}


def _row(world: World, person: Person, one: Asked) -> CheckIn:
    asked = CheckIn.objects.filter(aftercare__lead=world.leads[person.number], asked_at=one.at)
    return asked.select_related("message").get()


def _course_id(world: World, person: Person) -> UUID:
    return Course.objects.values_list("id", flat=True).get(lead=world.leads[person.number])


def _enter(world: World, person: Person, act: Act) -> None:
    entry = Entry(AftercareEntry.BY_HAND, day_of(act.at))
    enter_aftercare(lead_id=world.leads[person.number].id, entry=entry, staff=world.staff, now=act.at)


def _answer(world: World, person: Person, act: Act) -> None:
    one, said = act.about
    answer_by_link(token=token_of(_row(world, person, one)), typed=said, language="en", now=act.at)


def _phone(world: World, person: Person, act: Act) -> None:
    answer_by_phone(aftercare_id=world.aftercare_of(person).id, typed=act.about[1], staff=world.staff, now=act.at)


def _contact(outcome: str) -> Callable[[World, Person, Act], None]:
    def log(world: World, person: Person, act: Act) -> None:
        contact = Contact(outcome, "", f"{person.number}:{act.at.isoformat()}")
        log_contact(aftercare_id=world.aftercare_of(person).id, contact=contact, staff=world.staff, now=act.at)

    return log


def _stop_mail(world: World, person: Person, act: Act) -> None:
    token = derived_token(token_of(_row(world, person, act.about)), CheckInPage.STOP)
    stop_check_ins(token=token, now=act.at)


def _stop_everything(world: World, person: Person, act: Act) -> None:
    lead = world.leads[person.number]
    stop_everything_by_hand(person_id=lead.contact_person_id, reason=ExitReason(act.about), staff=world.staff, now=act.at)


def _bounce(world: World, person: Person, act: Act) -> None:
    message = _row(world, person, act.about).message
    if message is None:
        return
    identity = f"bounce:{message.id}"
    reading = EventReading("made-up", identity, Delivery.HARD_BOUNCE, message.id, message.to_address, act.at)
    keep_event(reading=reading, now=act.at)
    apply_event(event_id=DeliveryEvent.objects.get(names=message.id, kind=Delivery.HARD_BOUNCE).id, now=act.at)


def _plan(world: World, person: Person, act: Act) -> None:
    plan_course(lead_id=world.leads[person.number].id, new=NewCourse(Medicine(act.about)), staff=world.staff, now=act.at)


def _give(world: World, person: Person, act: Act) -> None:
    given = Given(day_of(act.at), reversal_talk=True, opioid_free_checked=True)
    record_dose(course_id=_course_id(world, person), given=given, staff=world.staff, now=act.at)


def _decline(world: World, person: Person, act: Act) -> None:
    decline_dose(course_id=_course_id(world, person), note="", staff=world.staff, now=act.at)


def _end(world: World, person: Person, act: Act) -> None:
    end_course(course_id=_course_id(world, person), reason=CourseEnd.CHOSE_TO_STOP, note="", staff=world.staff, now=act.at)


def _test(world: World, person: Person, act: Act) -> None:
    record_lab(course_id=_course_id(world, person), done_on=day_of(act.at), staff=world.staff, now=act.at)


def _talk(world: World, person: Person, act: Act) -> None:
    close_by_contact(course_id=_course_id(world, person), note="Spoke; has naloxone.", staff=world.staff, now=act.at)


def _task(world: World, person: Person, key: str) -> Task:
    name, _colon, number = key.partition(":")
    tasks = Task.objects.filter(lead=world.leads[person.number], state="open", dedupe_key__startswith=f"{KEYS[name]}:")
    if number and name in {"dose", "talk"}:
        dose = Course.objects.get(lead=world.leads[person.number]).doses.get(number=int(number))
        tasks = tasks.filter(dedupe_key=f"{KEYS[name]}:{dose.id}")
    return tasks.get()


def _tick_off(world: World, person: Person, act: Act) -> None:
    finish_task(task_id=_task(world, person, "tolerance").id, staff=world.staff, outcome="done", now=act.at)


def _finish(world: World, person: Person, act: Act) -> None:
    task = _task(world, person, act.about)
    end_task(task=task, outcome="done", staff=world.staff, actor=Actor.of(world.staff), now=act.at)


ACTS: dict[str, Callable[[World, Person, Act], None]] = {
    "enter": _enter,
    "answer": _answer,
    "phone": _phone,
    "reach": _contact("reached"),
    "try": _contact("no_answer"),
    "stop_mail": _stop_mail,
    "stop_everything": _stop_everything,
    "bounce": _bounce,
    "plan": _plan,
    "give": _give,
    "decline": _decline,
    "end": _end,
    "test": _test,
    "talk": _talk,
    "tick_off": _tick_off,
    "finish": _finish,
}
