"""The audit is checked by itself: what is new each day, what is old in parts, and what does not hold stays said."""

import random
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command

from core.anchoring import RESTORED, write_anchor
from core.checking_audit import Portions, check_audit, what_is_known
from core.jobs import check, seal
from core.models import AuditCheck, AuditEntry, AuditSeal
from core.proving_audit import Fault
from core.sealing_audit import head_of_chain, seal_audit
from tests.core.chains import ENTRIES, note
from tests.core.test_audit_chain import ONLY_BY_ANCHOR, TAMPERINGS, go_back, raw
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keys_file")]
DAY = timedelta(days=1)
# A month of parts, in a week: a fifth of the old each day, five rows at once.
SMALL = Portions(days=5, least_links=1, least_bytes=1, links_at_once=5, bytes_at_once=100)


def check_on(day: int, anchors: Path, **options) -> bool:
    return check_audit(anchors=anchors, now=NOW + day * DAY, portions=SMALL, **options)


def test_an_untouched_audit_holds_and_is_checked_once_a_day(chain, anchor):
    assert what_is_known().checked_at is None
    assert check_on(0, anchor) is True
    known = what_is_known()
    assert (known.holds, known.seq, known.checked_at, known.whole_at) == (True, ENTRIES + 1, NOW, NOW)
    assert check_audit(anchors=anchor, now=NOW + DAY - timedelta(seconds=1)) is False
    assert check_on(1, anchor) is True
    assert what_is_known().checked_at == NOW + DAY


def test_an_empty_audit_holds(tmp_path):
    assert check_on(0, tmp_path / "none.jsonl") is True
    assert what_is_known().holds


def test_the_new_is_walked_each_day_and_the_old_in_parts_until_all_was_met(chain, anchor):
    wholes = set()
    for day in range(13):
        note(100 + day)
        seal_audit(now=NOW + day * DAY)
        write_anchor(head_of_chain(), path=anchor, now=NOW)
        assert check_on(day, anchor)
        known = what_is_known()
        assert (known.holds, known.seq) == (True, ENTRIES + 2 + day)
        wholes.add(known.whole_at)
    assert 2 <= len(wholes) <= 4


def test_a_turn_that_is_over_goes_on_where_it_stopped(chain, anchor):
    turns = 0
    while not check_on(0, anchor, is_over=one_step()):
        turns += 1
        assert what_is_known().checked_at is None
    assert turns > ENTRIES // SMALL.links_at_once
    assert (what_is_known().holds, what_is_known().seq) == (True, ENTRIES + 1)


def one_step():
    """Over after a single look."""
    looks = iter([False])
    return lambda: next(looks, True)


def test_two_workers_at_once_do_the_work_once(chain, anchor):
    """The second begins and ends within a look of the first at the clock; the first finds its place moved and stops."""
    ended = []

    def while_we_look() -> bool:
        if not ended:
            ended.append(None)
            ended[0] = check_on(0, anchor)
        return False

    assert check_on(0, anchor, is_over=while_we_look) is False
    assert ended == [True]
    assert (what_is_known().holds, AuditCheck.objects.count()) == (True, 1)


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=lambda found: found.__name__.strip("_"))
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("checked_before", [False, True])
def test_every_tampering_is_found_within_the_days_of_one_walk(chain, anchor, tampering, seed, checked_before):
    if checked_before:
        assert check_on(0, anchor)
    tampering(chain, random.Random(seed))
    for day in range(1, 9):
        # Life goes on.
        note(200 + day)
        seal_audit(now=NOW + day * DAY)
        write_anchor(head_of_chain(), path=anchor, now=NOW)
        check_on(day, anchor)
    assert not what_is_known().holds, tampering.__name__


@pytest.mark.parametrize("tampering", sorted(ONLY_BY_ANCHOR, key=lambda found: found.__name__), ids=lambda found: found.__name__.strip("_"))
def test_what_was_met_before_is_missed_without_an_anchor(chain, tmp_path, tampering):
    """The place where the walk stopped is itself an anchor."""
    check_on(0, tmp_path / "none.jsonl")
    tampering(chain, random.Random(1))
    check_on(1, tmp_path / "none.jsonl")
    assert not what_is_known().holds


def test_what_does_not_hold_stays_said_until_all_was_met_without_it(chain, anchor):
    entry = chain[4]
    check_on(0, anchor)
    raw(AuditEntry).filter(pk=entry.pk).update(action="x")
    for day in range(1, 7):
        check_on(day, anchor)
    known = what_is_known()
    assert (known.fault, known.fault_seq) == (Fault.ENTRY_CHANGED, 5)
    first_found = known.fault_at
    for day in range(7, 14):
        check_on(day, anchor)
    assert what_is_known().fault_at == first_found
    raw(AuditEntry).filter(pk=entry.pk).update(action=entry.action)
    for day in range(14, 28):
        check_on(day, anchor)
    assert what_is_known().holds


def test_somebody_who_walks_everything_settles_it_either_way(chain, anchor, settings):
    settings.VAR_DIR = anchor.parent / "var"
    entry = chain[4]
    raw(AuditEntry).filter(pk=entry.pk).update(action="x")
    with pytest.raises(SystemExit):
        call_command("verify_audit", verbosity=0)
    assert (what_is_known().fault, what_is_known().fault_seq) == (Fault.ENTRY_CHANGED, 5)
    raw(AuditEntry).filter(pk=entry.pk).update(action=entry.action)
    call_command("verify_audit", verbosity=0)
    known = what_is_known()
    assert (known.holds, known.seq, known.whole_at) == (True, ENTRIES + 1, known.checked_at)
    note(300)
    seal_audit(now=NOW)
    assert check_audit(anchors=anchor, now=known.checked_at + DAY)
    assert (what_is_known().holds, what_is_known().seq) == (True, ENTRIES + 2)


def test_a_restored_backup_is_no_fault(chain, anchor):
    check_on(0, anchor)
    AuditCheck.objects.update(new_seq=ENTRIES - 6, new_hash=AuditSeal.objects.get(seq=ENTRIES - 6).hash)
    go_back(anchor, to=ENTRIES - 4)
    note(50, action=RESTORED)
    seal_audit(now=NOW)
    write_anchor(head_of_chain(), path=anchor, now=NOW)
    for day in range(1, 8):
        check_on(day, anchor)
    assert what_is_known().holds


def test_a_cut_that_nobody_recorded_is_found(chain, anchor):
    go_back(anchor, to=ENTRIES - 4)
    check_on(1, anchor)
    assert what_is_known().fault == Fault.CUT_UNEXPLAINED


def test_another_file_of_anchors_is_read_from_its_beginning(chain, anchor, tmp_path):
    check_on(0, anchor)
    empty = tmp_path / "elsewhere.jsonl"
    for day in range(1, 4):
        check_on(day, empty)
    assert (what_is_known().holds, AuditCheck.objects.get().new_offset) == (True, 0)


def test_the_cost_of_a_day_does_not_grow_with_the_history(chain, anchor, django_assert_max_num_queries):
    check_on(0, anchor)
    for number in range(3):
        note(400 + number)
    seal_audit(now=NOW)
    with django_assert_max_num_queries(40):
        check_on(1, anchor)


def test_the_job_checks_and_then_rests(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    note(1)
    seal()
    check()
    first = what_is_known()
    check()
    assert (first.holds, first.seq) == (True, 1)
    assert what_is_known() == first
