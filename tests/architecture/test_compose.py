"""The compose file: beyond its schema, what makes it safe, and that the install guide gives the very same commands."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from config.mail import read_email_url
from tests.architecture.source import PROJECT

COMPOSE = yaml.safe_load((PROJECT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "scheduler", "standby")
INSTALL = (PROJECT / "docs" / "install.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "migrate"])
def test_every_lasting_service_has_a_health_check(name: str):
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_only_loopback_ports_are_published():
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert ports == ["127.0.0.1:8000:8000"]


@pytest.mark.parametrize("name", ["db", "redis"])
def test_foreign_images_are_pinned_to_a_release(name: str):
    assert re.fullmatch(r"[a-z]+:\d+\.\d+(\.\d+)?-[a-z]+", SERVICES[name]["image"])


def test_redis_keeps_what_it_was_given():
    assert " ".join(SERVICES["redis"]["command"]) == "redis-server --appendonly yes --save  --maxmemory-policy noeviction"


def test_there_is_one_scheduler_and_one_migration():
    assert SERVICES["scheduler"]["deploy"]["replicas"] == 1
    assert SERVICES["migrate"]["restart"] == "no"
    assert [name for name, service in SERVICES.items() if "migrate --no-input" in str(service.get("command"))] == ["migrate"]


@pytest.mark.parametrize("name", ["web", "worker", "scheduler", "standby"])
def test_nothing_starts_before_the_tables_are_there(name: str):
    assert SERVICES[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


@pytest.mark.parametrize("name", OURS)
def test_secrets_come_from_files_and_the_container_can_do_little(name: str):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    values = {key: value for key, value in service["environment"].items() if key.endswith("_FILE")}
    assert set(values) == {"DATABASE_URL_FILE", "EMAIL_URL_FILE", "KEYS_FILE"}
    assert {Path(value).name for value in values.values()} <= set(service["secrets"])


def test_the_image_runs_as_nobody_in_particular():
    lines = (PROJECT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert lines.index("USER threshold") < next(number for number, line in enumerate(lines) if line.startswith("CMD"))
    assert re.search(r"^FROM python:\d+\.\d+\.\d+-slim-\w+$", "\n".join(lines), re.MULTILINE)


def _plain(command: list[str]) -> str:
    """The command as somebody types it; in a container the web server listens for the proxy of the network."""
    text = command[2] if command[:2] == ["sh", "-c"] else " ".join(part or '""' for part in command)
    return text.replace("0.0.0.0:8000", "127.0.0.1:8000").replace("/tmp/beat-schedule", "/var/lib/threshold/beat-schedule")


@pytest.mark.parametrize("name", OURS)
def test_the_install_guide_gives_the_same_commands(name: str):
    for part in _plain(SERVICES[name]["command"]).split(" && "):
        assert part in INSTALL, f"docs/install.md lacks: {part}"


def test_the_example_holds_the_seven_variables():
    names = re.findall(r"^([A-Z_]+)=", (PROJECT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    assert names == ["DESK_URL", "LINK_URL", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "FROM_EMAIL", "KEYS_FILE"]


def test_the_example_names_no_way_of_sending_that_would_refuse_to_start():
    comments = re.findall(r"^# .*", (PROJECT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    named = {
        address
        for line in comments
        for address in re.findall(r"[a-z+]+://[^\s,]*[^\s,.]", line)
        if not address.startswith(("postgres", "redis"))
    }
    assert {urlsplit(address).scheme for address in named} == {"smtp", "smtp+tls", "smtp+ssl", "postmark", "mailgun", "brevo", "mailjet"}
    for address in named:
        assert read_email_url(address.replace(":PORT", ":25")).backend
