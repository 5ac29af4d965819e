"""The audit proves itself: a thousand tamperings are found a thousand times, and the database refuses the clumsy ones."""

import json
import random
import stat
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.anchoring import RESTORED, read_anchors, write_anchor, write_cut
from core.audit import SYSTEM, record
from core.ids import new_id
from core.jobs import seal
from core.models import AuditEntry, AuditSeal
from core.proving_audit import Fault, prove_audit
from core.rekeying import reseal_model
from core.sealing_audit import FIRST_PREVIOUS, Head, hash_of_link, head_of_chain, seal_audit, unsealed_entries
from core.sql import protect_audit, unprotect_audit
from tests.core.chains import ENTRIES, note
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keys_file")]


def faults(anchor: Path | None = None) -> set[Fault]:
    return {problem.fault for problem in prove_audit(anchors=read_anchors(anchor) if anchor else ()).problems}


def test_an_untouched_chain_holds(chain, anchor):
    proof = prove_audit(anchors=read_anchors(anchor))
    assert (proof.links, proof.unsealed, proof.anchors, proof.problems) == (ENTRIES + 1, 0, 1, [])


def test_an_empty_audit_holds():
    assert prove_audit().problems == []
    assert head_of_chain() == Head(0, FIRST_PREVIOUS)


def test_sealing_again_seals_nothing_and_new_entries_go_on_the_end(chain):
    assert seal_audit(now=NOW) == 0
    note(99)
    assert prove_audit().unsealed == 1
    assert seal_audit(now=NOW) == 1
    assert list(AuditSeal.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, ENTRIES + 3))
    assert prove_audit().problems == []


def test_sealing_costs_the_same_however_long_the_history(chain, django_assert_max_num_queries):
    for number in range(5):
        note(100 + number)
    with django_assert_max_num_queries(6):
        seal_audit(now=NOW)


def test_a_large_backlog_is_sealed_in_batches():
    AuditEntry.objects.bulk_create(
        AuditEntry(actor_kind="system", action="a", object_type="b", at=NOW + timedelta(seconds=number)) for number in range(1203)
    )
    assert seal_audit(now=NOW) == 1203
    assert prove_audit().problems == []


def test_an_entry_that_committed_late_is_still_sealed(chain):
    late = AuditEntry(id=UUID(int=chain[3].id.int + 1), actor_kind="system", action="a", object_type="b", at=chain[3].at)
    late.save(force_insert=True)
    assert seal_audit(now=NOW) == 1
    assert faults() == set()


def test_reasons_move_to_new_keys_without_breaking_the_chain(chain, keys_file):
    before = head_of_chain()
    keys_file.rotate("columns")
    assert reseal_model(AuditEntry, apply=True).stale
    assert reseal_model(AuditSeal, apply=True).stale
    keys_file.forget("columns", "k1")
    assert faults() == set()
    assert head_of_chain() == before


# Tampering, by somebody whom the triggers do not stop: the owner of the database


def raw(model) -> models.QuerySet:
    return models.QuerySet(model=model)


def _edit(chain, dice):
    column, value = dice.choice([
        ("action", "lead.searched"), ("object_type", "person"), ("object_id", new_id()), ("object_id", None), ("actor_id", new_id()),
        ("actor_id", None), ("actor_kind", "system"), ("clinic_id", UUID(int=9)), ("shown_ids", ["x"]), ("at", NOW - timedelta(seconds=1)),
    ])  # fmt: skip
    entries = [entry for entry in chain if getattr(entry, column) != value]
    assert raw(AuditEntry).filter(pk=dice.choice(entries).pk).update(**{column: value})


def _reason(chain, dice):
    entry = AuditEntry.objects.get(pk=dice.choice(chain).pk)
    entry.reason = "" if entry.reason and dice.random() < 0.3 else f"never happened {dice.random()}"
    entry.save()


def _delete_entry(chain, dice):
    raw(AuditEntry).filter(pk=dice.choice(chain).pk).delete()


def _delete_link(chain, dice):
    raw(AuditSeal).filter(pk=dice.randint(1, ENTRIES)).delete()


def _delete_both(chain, dice):
    number = dice.randint(1, ENTRIES)
    raw(AuditEntry).filter(pk=AuditSeal.objects.get(pk=number).entry_id).delete()
    raw(AuditSeal).filter(pk=number).delete()


def _delete_and_close_ranks(chain, dice):
    """Delete one, number the rest anew, and compute every hash again: only an anchor tells."""
    _delete_both(chain, dice)
    _rewrite([link.entry_id for link in AuditSeal.objects.order_by("seq")])


def _swap_entries(chain, dice):
    one, other = (raw(AuditEntry).get(pk=entry.pk) for entry in dice.sample(chain, 2))
    for entry, source in ((one, other), (other, one)):
        columns = ("clinic_id", "actor_id", "object_id", "at", "shown_ids")
        raw(AuditEntry).filter(pk=entry.pk).update(**{name: getattr(source, name) for name in columns})


def _swap_links(chain, dice):
    one, other = (AuditSeal.objects.get(pk=number) for number in dice.sample(range(1, ENTRIES + 2), 2))
    raw(AuditSeal).filter(pk=other.pk).update(entry_id=new_id())
    raw(AuditSeal).filter(pk=one.pk).update(entry_id=other.entry_id)
    raw(AuditSeal).filter(pk=other.pk).update(entry_id=one.entry_id)


def _edit_link(chain, dice):
    past = NOW - timedelta(days=1)
    column, value = dice.choice([("hash", "0" * 64), ("previous", "1" * 64), ("sealed_at", past), ("entry_id", new_id())])
    raw(AuditSeal).filter(pk=dice.randint(1, ENTRIES + 1)).update(**{column: value})


def _slip_in(chain, dice):
    """An entry of long ago, not sealed by us."""
    past = NOW - timedelta(days=dice.randint(1, 300))
    AuditEntry.objects.create(actor_kind="staff", actor_id=new_id(), action="lead.read", object_type="lead", at=past)


def _slip_in_and_wait(chain, dice):
    _slip_in(chain, dice)
    seal_audit(now=NOW + timedelta(hours=5))


def _slip_in_with_an_old_id(chain, dice):
    old = UUID(int=(chain[0].id.int >> 80) - dice.randint(7_200_000, 10**10) << 80 | dice.getrandbits(70))
    AuditEntry.objects.create(id=old, actor_kind="staff", action="lead.read", object_type="lead", at=NOW + timedelta(seconds=ENTRIES))


def _insert_in_the_middle(chain, dice):
    """A whole entry with a link of its own, everything after it numbered and hashed anew."""
    order = [link.entry_id for link in AuditSeal.objects.order_by("seq")]
    at = dice.randint(1, ENTRIES - 1)
    fake = AuditEntry.objects.create(actor_kind="staff", action="lead.read", object_type="lead", at=chain[at].at)
    _rewrite([*order[:at], fake.id, *order[at:]])


def _edit_and_rewrite(chain, dice):
    _edit(chain, dice)
    _rewrite([link.entry_id for link in AuditSeal.objects.order_by("seq")])


def _hide_before_the_first(chain, dice):
    """An entry with a link that a walk from one on would never meet."""
    fake = AuditEntry.objects.create(actor_kind="staff", action="lead.read", object_type="lead", at=chain[0].at)
    AuditSeal.objects.create(seq=-dice.randint(0, 9), entry_id=fake.id, previous=FIRST_PREVIOUS, hash="0" * 64, sealed_at=NOW)


def _cut_tail(chain, dice):
    links = AuditSeal.objects.order_by("-seq")[: dice.randint(1, ENTRIES)]
    raw(AuditEntry).filter(pk__in=[link.entry_id for link in links]).delete()
    raw(AuditSeal).filter(pk__in=[link.pk for link in links]).delete()


def _cut_all(chain, dice):
    raw(AuditEntry).all().delete()
    raw(AuditSeal).all().delete()


def _rewrite(order) -> None:
    """What the best informed tamperer can do: the whole chain anew, with valid hashes."""
    raw(AuditSeal).all().delete()
    previous = FIRST_PREVIOUS
    for seq, entry_id in enumerate(order, start=1):
        entry = AuditEntry.objects.get(pk=entry_id)
        link = AuditSeal(seq=seq, entry_id=entry_id, previous=previous, salt="s" if entry.reason else "", sealed_at=NOW)
        link.hash = previous = hash_of_link(link, entry)
        link.save(force_insert=True)


TAMPERINGS = [
    _edit, _reason, _delete_entry, _delete_link, _delete_both, _delete_and_close_ranks, _swap_entries, _swap_links, _edit_link, _slip_in,
    _hide_before_the_first, _slip_in_and_wait, _slip_in_with_an_old_id, _insert_in_the_middle, _edit_and_rewrite, _cut_tail, _cut_all,
]  # fmt: skip
ONLY_BY_ANCHOR = {_delete_and_close_ranks, _insert_in_the_middle, _edit_and_rewrite, _cut_tail, _cut_all}


@pytest.mark.slow
@pytest.mark.embedded
@given(tampering=st.sampled_from(TAMPERINGS), seed=st.integers(0, 2**32))
@settings(max_examples=1000, deadline=None, database=None, suppress_health_check=list(HealthCheck))
def test_a_thousand_tamperings_are_all_found(chain, anchor, tampering, seed):
    with transaction.atomic():
        tampering(chain, random.Random(seed))
        assert faults(anchor), tampering.__name__
        transaction.set_rollback(True)


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=lambda found: found.__name__.strip("_"))
@pytest.mark.parametrize("seed", range(3))
def test_what_needs_no_anchor_is_found_without_one(chain, anchor, tampering, seed):
    tampering(chain, random.Random(seed))
    assert faults(anchor)
    assert bool(faults()) is (tampering not in ONLY_BY_ANCHOR)


# Anchors


def test_the_anchor_is_private_and_grows_only_when_the_chain_does(chain, tmp_path):
    path = tmp_path / "a.jsonl"
    assert write_anchor(head_of_chain(), path=path, now=NOW)
    assert not write_anchor(head_of_chain(), path=path, now=NOW)
    note(50)
    seal_audit(now=NOW)
    assert write_anchor(head_of_chain(), path=path, now=NOW)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [found.head.seq for found in read_anchors(path)] == [ENTRIES + 1, ENTRIES + 2]


def test_a_shorter_chain_never_overwrites_what_the_anchor_knows(chain, anchor, caplog):
    before = anchor.read_bytes()
    assert not write_anchor(Head(3, "a" * 64), path=anchor, now=NOW)
    assert anchor.read_bytes() == before
    assert "shorter than its anchor" in caplog.text


def test_a_line_cut_short_by_a_crash_does_not_stop_the_next_and_is_said(chain, anchor):
    with anchor.open("a") as file:
        file.write('{"seq": 9')
        file.write("\n")
    note(60)
    seal_audit(now=NOW)
    assert write_anchor(head_of_chain(), path=anchor, now=NOW)
    assert faults(anchor) == {Fault.ANCHOR_UNREADABLE}


def test_a_folder_that_is_gone_stops_no_sealing_and_is_said(chain, tmp_path, caplog):
    assert not write_anchor(head_of_chain(), path=tmp_path / "gone" / "a.jsonl", now=NOW)
    assert "anchor of the audit can't be written" in caplog.text


def test_the_job_seals_and_anchors(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    note(1)
    seal()
    seal()
    assert [found.head for found in read_anchors(tmp_path / "audit-anchor.jsonl")] == [head_of_chain()]


# The command


@pytest.fixture
def own_folder(settings, tmp_path):
    """The file of anchors that counts by itself is this test's, not one that an earlier test of this process left."""
    settings.VAR_DIR = tmp_path / "var"


def verify(*arguments: str) -> tuple[int, str]:
    import io  # noqa: PLC0415

    out = io.StringIO()
    try:
        call_command("verify_audit", *arguments, stdout=out)
    except SystemExit as ended:
        return int(ended.code), out.getvalue()
    return 0, out.getvalue()


@pytest.mark.usefixtures("own_folder")
def test_the_command_says_that_the_audit_holds(chain, anchor):
    code, said = verify("--anchor", str(anchor))
    assert code == 0
    assert said.startswith(f"{ENTRIES + 1} entries sealed")
    assert "The audit holds." in said


@pytest.mark.usefixtures("own_folder")
def test_the_command_names_the_place_in_words_and_in_json(chain, anchor):
    raw(AuditEntry).filter(pk=chain[4].pk).update(action="x")
    code, said = verify()
    assert code == 1
    assert f"5: entry or link changed ({chain[4].pk})" in said
    code, said = verify("--json", "--anchor", str(anchor))
    assert code == 1
    assert json.loads(said)["problems"] == [{"fault": "entry or link changed", "seq": 5, "entry": str(chain[4].pk)}]
    assert json.loads(said)["holds"] is False


@pytest.mark.usefixtures("own_folder")
def test_the_command_shows_a_hundred_problems_and_counts_them_all():
    AuditEntry.objects.bulk_create(AuditEntry(actor_kind="system", action="a", object_type="b", at=NOW) for _ in range(130))
    seal_audit(now=NOW)
    raw(AuditEntry).update(action="x")
    assert "and 30 more" in verify()[1]


# What the database refuses by itself


@pytest.fixture
def protected(chain):
    protect_audit(connection)
    yield
    unprotect_audit(connection)


@pytest.mark.parametrize("model", [AuditEntry, AuditSeal])
def test_rows_can_not_be_changed_or_deleted(protected, model):
    fixed = [column for column in model._meta.concrete_fields if column.name not in {"reason", "salt"}]
    for column in fixed:
        with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
            raw(model).update(**{column.attname: models.F(column.attname)})
    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table}")
    assert faults() == set()


@pytest.mark.postgres
@pytest.mark.parametrize("model", [AuditEntry, AuditSeal])
def test_tables_can_not_be_truncated(protected, model):
    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {model._meta.db_table}")


def test_adding_sealing_and_turning_keys_go_on(protected, keys_file):
    note(70, reason="why")
    assert seal_audit(now=NOW) == 1
    keys_file.rotate("columns")
    assert reseal_model(AuditEntry, apply=True).stale
    assert reseal_model(AuditSeal, apply=True).stale
    assert faults() == set()


@pytest.mark.postgres
def test_an_owner_who_switches_the_triggers_off_is_found_out(protected, chain):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        raw(AuditEntry).filter(pk=chain[2].pk).update(action="x")
    assert faults() == {Fault.ENTRY_CHANGED}


@pytest.mark.django_db(transaction=True)
def test_a_migrated_database_is_protected():
    call_command("migrate", "core", "0002", verbosity=0)
    call_command("migrate", "core", verbosity=0)
    record(actor=SYSTEM, action="a", object_type="b", object_id=None, clinic_id=None, now=NOW)
    try:
        with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
            raw(AuditEntry).update(action="x")
    finally:
        unprotect_audit(connection)
    assert unsealed_entries().count() == 1


# A restored backup: the chain went back, and the anchors beyond it are the lost database's


def go_back(anchor: Path, *, to: int) -> None:
    """The chain as a backup held it that was made when `to` entries were sealed, and what a restore writes."""
    lost = raw(AuditSeal).filter(seq__gt=to)
    raw(AuditEntry).filter(pk__in=[link.entry_id for link in lost]).delete()
    lost.delete()
    write_cut(head_of_chain(), path=anchor, now=NOW)


def test_a_restored_backup_is_a_known_cut_and_the_chain_goes_on_from_it(chain, anchor):
    go_back(anchor, to=ENTRIES - 4)
    note(50, action=RESTORED)
    before_sealing = prove_audit(anchors=read_anchors(anchor))
    seal_audit(now=NOW)
    assert write_anchor(head_of_chain(), path=anchor, now=NOW) is True
    proof = prove_audit(anchors=read_anchors(anchor))
    assert [(found.cuts, found.problems) for found in (before_sealing, proof)] == [({ENTRIES - 4: 5}, [])] * 2
    assert proof.anchors == 2


def test_a_tail_cut_after_a_restoration_is_found(chain, anchor):
    go_back(anchor, to=ENTRIES - 4)
    note(50, action=RESTORED)
    note(51)
    seal_audit(now=NOW)
    write_anchor(head_of_chain(), path=anchor, now=NOW)
    raw(AuditEntry).filter(pk=AuditSeal.objects.get(pk=ENTRIES - 2).entry_id).delete()
    raw(AuditSeal).filter(seq=ENTRIES - 2).delete()
    assert faults(anchor) == {Fault.TAIL_CUT}


def test_a_cut_that_nobody_recorded_is_found(chain, anchor):
    go_back(anchor, to=ENTRIES - 4)
    assert faults(anchor) == {Fault.CUT_UNEXPLAINED}
    note(52)
    seal_audit(now=NOW)
    assert faults(anchor) == {Fault.CUT_UNEXPLAINED}


def test_an_entry_that_says_restored_excuses_no_cut_without_its_line(chain, anchor):
    raw(AuditSeal).filter(seq__gt=ENTRIES - 4).delete()
    note(53, action=RESTORED)
    assert Fault.TAIL_CUT in faults(anchor)


def test_a_backup_without_any_seal_is_a_cut_at_the_beginning(chain, anchor):
    go_back(anchor, to=0)
    note(54, action=RESTORED)
    proof = prove_audit(anchors=read_anchors(anchor))
    assert (proof.cuts, proof.problems) == ({0: ENTRIES + 1}, [])
