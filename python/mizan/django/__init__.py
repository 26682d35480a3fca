"""
Mizan for Django: `INSTALLED_APPS = ["mizan.django"]`, `path("api/mizan/", include("mizan.django.urls"))`.
"""

from mizan.django.django_app import caller, get_app, on_invalidate
from mizan.django.invalidate import ainvalidate, invalidate

__all__ = ["ainvalidate", "caller", "get_app", "invalidate", "on_invalidate"]
