"""A hint names a command as whoever reads it can type it."""

from core.commands import command


def test_somebody_who_tries_it_out_uses_the_script(settings):
    settings.LOCAL = True
    assert command("go_live --help") == "./threshold manage go_live --help"


def test_on_a_server_the_script_would_make_another_environment_so_it_is_not_named(settings):
    settings.LOCAL = False
    assert command("go_live --help") == "python manage.py go_live --help"
