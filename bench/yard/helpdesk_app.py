"""django-helpdesk as its documents set it up, for `bench capture`: its public form, with mail or without."""

import os
import sys

import django
from django.conf import settings

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
APPS = ["admin", "auth", "contenttypes", "sessions", "messages", "staticfiles", "sites", "humanize"]
PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]
DATABASE = {
    "ENGINE": "django.db.backends.postgresql",
    "NAME": "helpdesk",
    "USER": "postgres",
    "HOST": "127.0.0.1",
    "PORT": os.environ["PEER_PGPORT"],
    "CONN_MAX_AGE": None,
}
MAIL_PORT = os.environ.get("PEER_MAIL_PORT", "")
settings.configure(
    SECRET_KEY="x" * 50,
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF="bench.yard.helpdesk_app",
    USE_TZ=True,
    SITE_ID=1,
    STATIC_URL="/static/",
    LOGIN_URL="/login/",
    DATABASES={"default": DATABASE},
    MIDDLEWARE=MIDDLEWARE,
    INSTALLED_APPS=[*(f"django.contrib.{name}" for name in APPS), "rest_framework", "django_cleanup", "helpdesk"],
    TEMPLATES=[
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {"context_processors": PROCESSORS}}
    ],
    HELPDESK_TEAMS_MODE_ENABLED=False,
    HELPDESK_SUBMIT_A_TICKET_PUBLIC=True,
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    EMAIL_BACKEND=f"django.core.mail.backends.{'smtp' if MAIL_PORT else 'dummy'}.EmailBackend",
    EMAIL_HOST="127.0.0.1",
    EMAIL_PORT=int(MAIL_PORT or 25),
    LOGGING_CONFIG=None,
)
django.setup()

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.urls import include, path

urlpatterns = [path("", include("helpdesk.urls"))]
application = get_wsgi_application()


def prepare() -> None:
    """Its tables, its texts, and one queue that takes tickets from the public."""
    from helpdesk.models import Queue  # noqa: PLC0415  only there in its own environment

    call_command("migrate", verbosity=0)
    call_command("loaddata", "emailtemplate.json", verbosity=0)
    Queue.objects.create(title="Intake", slug="intake", allow_public_submission=True, allow_email_submission=False)


if __name__ == "__main__" and sys.argv[1:] == ["prepare"]:
    prepare()
