"""Bare Django, the yardstick: a form that is validated and inserted, and a page of fifty rows. Nothing of ours runs here."""

import os
import sys
from typing import Any

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
DATABASE = {
    "ENGINE": "django.db.backends.postgresql",
    "NAME": "bare",
    "USER": "postgres",
    "HOST": "127.0.0.1",
    "PORT": os.environ["BARE_PGPORT"],
    "CONN_MAX_AGE": None,
}
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {"context_processors": ["django.template.context_processors.request", "django.contrib.auth.context_processors.auth"]},
    }
]
settings.configure(
    SECRET_KEY="x" * 50,
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF="bench.yard.bare_app",
    USE_TZ=True,
    DATABASES={"default": DATABASE},
    MIDDLEWARE=MIDDLEWARE,
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages"],
    TEMPLATES=TEMPLATES,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    LOGGING_CONFIG=None,
)
django.setup()

from django import forms
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.auth.decorators import login_required
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection, models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import engines
from django.urls import path


class Lead(models.Model):
    """One row a POST."""

    created = models.DateTimeField(auto_now_add=True)
    name = models.CharField(max_length=200)
    email = models.EmailField()
    phone = models.CharField(max_length=40, blank=True)
    message = models.TextField(blank=True)
    state = models.CharField(max_length=12, default="new")
    queue = models.IntegerField(default=1)

    class Meta:
        app_label = "bare"
        db_table = "lead"

    def __str__(self) -> str:
        return self.name


class LeadForm(forms.ModelForm):
    """What a POST must hold."""

    class Meta:
        model = Lead
        fields = ("name", "email", "phone", "message")


PAGE = engines["django"].from_string(
    """<html><body><h1>Queue</h1><p>{{ request.user }}</p><table>
{% for l in rows %}<tr><td><a href="/lead/{{ l.pk }}">{{ l.name }}</a></td><td>{{ l.email }}</td><td>{{ l.phone }}</td>
<td>{{ l.created|date:"Y-m-d H:i" }}</td><td>{{ l.message|truncatechars:60 }}</td></tr>
{% endfor %}</table></body></html>"""
)


def submit(request: HttpRequest) -> HttpResponse:
    """Validate and insert."""
    form = LeadForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        return HttpResponseRedirect("/thanks")
    return HttpResponse(form.as_p(), status=422)


@login_required
def queue(request: HttpRequest) -> HttpResponse:
    """Fifty rows by an index, without a count."""
    rows = Lead.objects.filter(queue=1, state="new").order_by("-created", "-id")[:50]
    return HttpResponse(PAGE.render({"rows": rows}, request))


urlpatterns = [path("submit", submit), path("queue", queue)]
application = get_wsgi_application()


def prepare() -> str:
    """The tables, and the key of a session that may see the page."""
    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(Lead)
    with connection.cursor() as cursor:
        cursor.execute("create index lead_queue on lead(queue, state, created desc, id desc); create index lead_email on lead(email)")
    return _session_key()


def _session_key() -> str:
    user = get_user_model().objects.create(username="staff", password="!")
    session: Any = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def fill(count: int) -> str:
    """So many rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "truncate lead restart identity; insert into lead(created,name,email,phone,message,state,queue) "
            "select now() - g * interval '7 seconds', 'Ada Example '||g, 'lead'||g||'@example.org', '+1555'||g, "
            "'I would like to book a first appointment next week, mornings if at all possible.', 'new', 1 "
            "from generate_series(1, %s) g",
            [count],
        )
        cursor.execute("analyze lead")
    return str(count)


if __name__ == "__main__":
    print(prepare() if sys.argv[1] == "prepare" else fill(int(sys.argv[2])))
