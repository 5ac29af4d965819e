"""The web server's way in."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from config.celery import app
from config.checks import refuse_unsafe_setup

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
# A web server runs no system checks by itself; an unsafe set-up must not answer a single request.
refuse_unsafe_setup()
# Load every page now: a fault shows at the start, and the first visitor does not wait for it.
get_resolver().check()
# The doorbell waits 0.3 s at most, and loading its libraries alone can take longer.
app.amqp.Producer(app.connection_for_write(), auto_declare=False)
