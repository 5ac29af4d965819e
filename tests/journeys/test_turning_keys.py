"""Keys turn while the clinic works: the sweep is killed again and again, traffic goes on, and every value stays readable."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection

from config.rekeying import count_left
from core import clock
from core.keys import forget_keyring
from core.rotation import add_keys, use_added_keys
from intake.domain.finding import search
from intake.domain.safe_contact import rules_for_lead
from intake.models import ContactPoint, Lead, Person
from tests.factories import NOW, make_clinic, make_staff, receive

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PEOPLE, KILLS = 300, 4


@pytest.fixture
def keys_file(tmp_path: Path, settings):
    path = tmp_path / "keys.json"
    shutil.copy(settings.KEYS_FILE, path)
    settings.KEYS_FILE = path
    forget_keyring()
    yield path
    forget_keyring()


def start_sweep(keys_file: Path) -> subprocess.Popen:
    """`manage reencrypt` in a process of its own, on the database of this test."""
    found = connection.settings_dict
    url = f"sqlite:///{found['NAME']}"
    if connection.vendor == "postgresql":
        secret = f":{found['PASSWORD']}" if found["PASSWORD"] else ""
        url = f"postgres://{found['USER']}{secret}@{found['HOST'] or 'localhost'}:{found['PORT'] or 5432}/{found['NAME']}"
    environment = {**os.environ, "DATABASE_URL": url, "KEYS_FILE": str(keys_file)}
    manage = [sys.executable, "manage.py", "reencrypt", "--purpose=columns", "--purpose=hashes"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(manage, cwd=django_settings.BASE_DIR, env=environment, **pipes)


def plant(clinic) -> None:
    for number in range(PEOPLE // 10):
        receive(clinic, name=f"Zoe Quill {number}", phone="202 555 0163", voicemail="none")
    for number in range(PEOPLE):
        person = Person.objects.create(clinic=clinic, name=f"Person {number}", created_at=NOW)
        ContactPoint.objects.create(
            clinic=clinic, person=person, kind="email", value=f"p{number}@example.org", typed="", value_hash="0" * 64, created_at=NOW
        )


def test_a_sweep_killed_many_times_beside_traffic_loses_nothing(keys_file):
    clinic = make_clinic()
    dana = make_staff(clinic)
    plant(clinic)
    add_keys(keys_file, purposes=["columns", "hashes"])
    use_added_keys(keys_file, purposes=["columns", "hashes"], now=clock.now())
    chance, written = random.Random(7), 0
    for turn in range(KILLS + 1):
        sweep = start_sweep(keys_file)
        kill_at = time.monotonic() + 1.0 + chance.random() * 2.5
        while sweep.poll() is None and (turn == KILLS or time.monotonic() < kill_at):
            lead = receive(clinic, name="Zoe Quillon", phone="202 555 0163", voicemail="clinic_name").lead
            written += 1
            assert [way.rules.voicemail for way in rules_for_lead(lead)] == ["none"]
            assert search(staff=dana, text="quillo").leads
            assert all(person.name for person in Person.objects.order_by("?")[:20])
            time.sleep(0.02)
        if sweep.poll() is None:
            sweep.send_signal(signal.SIGKILL)
        _said, complained = sweep.communicate(timeout=60)
    assert sweep.returncode == 0, complained
    assert [count_left("columns"), count_left("hashes")] == [[], []]
    assert sorted(person.name for person in Person.objects.filter(name__isnull=False) if person.name.startswith("Person")) == sorted(
        f"Person {number}" for number in range(PEOPLE)
    )
    assert Lead.objects.count() == PEOPLE // 10 + written
    assert written > KILLS
