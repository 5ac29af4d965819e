"""Addresses of daily work. They hold ids only: what somebody typed never stands in one."""

from django.urls import path

from desk.views import backlog, calls, drafts, home, lead, lead_acts, mail, queue, same_person, search, stopped, task

urlpatterns = [
    path("", home.show_home, name="home"),
    path("availability/", home.change_availability, name="availability"),
    path("take-next/", queue.take_next_task, name="take-next"),
    path("queues/", queue.show_queues, name="queues"),
    path("queues/<uuid:queue_id>/", queue.show_queues, name="queue"),
    path("tasks/<uuid:task_id>/", task.show_task, name="task"),
    path("tasks/<uuid:task_id>/claim/", task.claim, name="task-claim"),
    path("tasks/<uuid:task_id>/keep/", task.keep, name="task-keep"),
    path("tasks/<uuid:task_id>/release/", task.release, name="task-release"),
    path("tasks/<uuid:task_id>/assign/", task.assign, name="task-assign"),
    path("tasks/<uuid:task_id>/snooze/", task.snooze, name="task-snooze"),
    path("tasks/<uuid:task_id>/acknowledge/", task.acknowledge_escalation, name="task-acknowledge"),
    path("tasks/<uuid:task_id>/finish/", task.finish, name="task-finish"),
    path("tasks/<uuid:task_id>/open-lead/", task.open_lead_by_hand, name="task-open-lead"),
    path("leads/<uuid:lead_id>/", lead.show_lead, name="lead"),
    path("leads/<uuid:lead_id>/attempt/", lead_acts.record_outcome, name="lead-attempt"),
    path("leads/<uuid:lead_id>/note/", lead_acts.write_note, name="lead-note"),
    path("leads/<uuid:lead_id>/reply/", lead_acts.write_reply, name="lead-reply"),
    path("leads/<uuid:lead_id>/email/", mail.write_email, name="lead-email"),
    path("leads/<uuid:lead_id>/move/", lead_acts.move, name="lead-move"),
    path("leads/<uuid:lead_id>/owner/", lead_acts.change_owner, name="lead-owner"),
    path("leads/<uuid:lead_id>/messages/", lead_acts.switch_messages, name="lead-messages"),
    path("contact-points/<uuid:contact_point_id>/safe-contact/", lead_acts.change_rules, name="lead-safe-contact"),
    path("leads/<uuid:lead_id>/same-person/", same_person.look_for, name="same-person"),
    path("leads/<uuid:lead_id>/same-person/<uuid:other_lead_id>/", same_person.compare, name="same-pair"),
    path("maybe-same/<uuid:maybe_same_id>/", lead_acts.say_different, name="maybe-same"),
    path("calls/", calls.log_a_call, name="call-log"),
    path("calls/matches/", calls.show_matches, name="call-matches"),
    path("late-emails/", backlog.show_backlogs, name="backlog"),
    path("late-emails/<uuid:backlog_id>/", backlog.decide_backlog, name="backlog-decide"),
    path("stopped/", stopped.show_stopped, name="stopped"),
    path("stopped/<uuid:suppression_id>/", stopped.open_again, name="stopped-open"),
    path("drafts/", drafts.keep_draft, name="draft"),
    path("search/", search.search_people, name="search"),
]
