"""The platform as a WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

from zhicheng.web.site.whole_requests import counted

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhicheng.web.settings")
application = counted(get_wsgi_application())

from zhicheng.web.warm import warm_up  # noqa: E402 - Django is set up now

warm_up()
