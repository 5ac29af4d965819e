import importlib

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.mail import SCHEMES, read_email_url


@pytest.mark.parametrize(
    ("url", "port", "use_tls", "use_ssl"),
    [
        ("smtp://mail.clinic.example", 25, False, False),
        ("smtp://mail.clinic.example:2525", 2525, False, False),
        ("smtp+tls://mail.clinic.example", 587, True, False),
        ("smtps://mail.clinic.example", 587, True, False),
        ("smtp+ssl://mail.clinic.example", 465, False, True),
    ],
)
def test_smtp_and_its_two_kinds_of_encryption(url: str, port: int, use_tls: bool, use_ssl: bool):
    mail = read_email_url(url)
    assert (mail.backend, mail.host) == ("django.core.mail.backends.smtp.EmailBackend", "mail.clinic.example")
    assert (mail.port, mail.use_tls, mail.use_ssl) == (port, use_tls, use_ssl)


def test_a_password_may_hold_any_character():
    mail = read_email_url("smtp+tls://us%40er:p%2Fa%3As%40s@mail.clinic.example")
    assert (mail.user, mail.password) == ("us@er", "p/a:s@s")


@pytest.mark.parametrize(
    ("url", "backend", "settings"),
    [
        ("postmark://TOKEN@", "postmark", {"POSTMARK_SERVER_TOKEN": "TOKEN"}),
        ("brevo://KEY@", "brevo", {"BREVO_API_KEY": "KEY"}),
        ("mailgun://KEY@mg.clinic.example", "mailgun", {"MAILGUN_API_KEY": "KEY", "MAILGUN_SENDER_DOMAIN": "mg.clinic.example"}),
        ("mailjet://KEY:SECRET@", "mailjet", {"MAILJET_API_KEY": "KEY", "MAILJET_SECRET_KEY": "SECRET"}),
    ],
)
def test_a_provider_gets_its_own_settings(url: str, backend: str, settings: dict[str, str]):
    mail = read_email_url(url)
    assert mail.backend == f"anymail.backends.{backend}.EmailBackend"
    assert mail.anymail == {**settings, "REQUESTS_TIMEOUT": 20}


def test_a_provider_may_have_another_address():
    mail = read_email_url("mailgun://KEY@mg.clinic.example?api=https://api.eu.mailgun.net/v3/")
    assert mail.anymail["MAILGUN_API_URL"] == "https://api.eu.mailgun.net/v3/"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_scheme_names_a_backend_that_takes_its_settings(scheme: str, settings):
    mail = read_email_url(f"{scheme}://KEY:SECRET@mail.clinic.example")
    settings.ANYMAIL = mail.anymail
    module, _, name = mail.backend.rpartition(".")
    assert getattr(importlib.import_module(module), name)()


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("mail.clinic.example", "must start with one of: smtp://"),
        ("http://hunter2@mail.clinic.example", "must start with one of"),
        ("resend://hunter2@", "resend is not supported; of providers, brevo, mailgun, mailjet, postmark are"),
        ("ses://hunter2@", "ses is not supported"),
        ("smtp://", "needs a host"),
        ("smtp://hunter2@mail.clinic.example:port", "port that is no number"),
        ("smtp://hunter2@mail.clinic.example:70000", "port that is no number"),
        ("postmark://", "lacks the key before the @"),
        ("mailgun://hunter2@", "lacks the sender domain after the @"),
        ("mailjet://hunter2@", "lacks the secret after KEY:"),
        ("smtp+tls://user:hunter2#x@mail.clinic.example:587", "%23"),
        ("smtp+tls://user:12?hunter2@mail.clinic.example:587", "%3F"),
        ("smtp+tls://user:hunter2/x@mail.clinic.example", "%2F"),
        ("smtp+tls://user:hunter2[x@mail.clinic.example", "%5B"),
        ("brevo://hunter2@?api=http://elsewhere.example", "must start with https"),
    ],
)
def test_a_wrong_address_is_explained_and_not_repeated(url: str, complaint: str):
    with pytest.raises(ImproperlyConfigured, match=complaint) as caught:
        read_email_url(url)
    assert "hunter2" not in str(caught.value)


def test_a_rate_that_all_workers_share_may_be_given():
    assert read_email_url("smtp+tls://u:p@mail.clinic.example?rate=14").rate == 14
    assert read_email_url("mailgun://KEY@mg.clinic.example?rate=0.5&api=https://api.eu.mailgun.net/v3/").rate == 0.5
    assert read_email_url("postmark://TOKEN@").rate is None
    for text in ("0", "-1", "nan", "inf", "fast", "100000"):
        with pytest.raises(ImproperlyConfigured, match="messages a second"):
            read_email_url(f"postmark://TOKEN@?rate={text}")
