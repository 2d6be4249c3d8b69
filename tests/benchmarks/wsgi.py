"""The portal as gunicorn serves it, with the bare view beside its own addresses."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evalportal.settings")
settings.ROOT_URLCONF = "tests.benchmarks.urls"

application = get_wsgi_application()
