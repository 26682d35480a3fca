"""Serves the API and the front end on one port of this machine: `main.py --port 4870 --database file`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "python"))


def main() -> None:
    from serving import read_options, serve

    options = read_options()
    os.environ["TASKBOARD_DATABASE"] = str(options.database)
    os.environ["DJANGO_SETTINGS_MODULE"] = "site_settings"

    import django
    from django.core.asgi import get_asgi_application
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)

    from board.seed import seed_when_empty
    from front_end import with_front_end
    from mizan.django.asgi import bound_bodies

    seed_when_empty()
    api = bound_bodies(get_asgi_application())
    serve(with_front_end(api, options.web), options.port)


if __name__ == "__main__":
    main()
