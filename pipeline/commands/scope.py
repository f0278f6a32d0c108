"""The options that narrow a command down, or choose its layouts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

LAYOUTS = click.Choice(["single", "bilingual", "large"])
"""The names of `model.Layout`."""


def layouts(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--layout`, repeatable."""
    only = "This layout instead of the project's own; may be repeated."
    return click.option("--layout", "layouts", multiple=True, type=LAYOUTS, help=only)(command)


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
