"""Settings of the property tests: never timed; in CI always the same examples, at home new ones."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("home", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "home")
