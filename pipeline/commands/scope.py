"""The options that narrow a command down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click


class Scoped:
    """The two options that narrow a command down."""

    @staticmethod
    def options(command: Callable[..., Any]) -> Callable[..., Any]:
        """Add `--locale` and `--article`, both repeatable."""
        only = "Only this one; may be repeated."
        for short, name, metavar in (("article", "slugs", "SLUG"), ("locale", "locales", "LOCALE")):
            option = click.option(f"--{short}", name, multiple=True, metavar=metavar, help=only)
            command = option(command)
        return command
