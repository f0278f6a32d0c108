"""Command groups that have grown beyond a screen of `cli.py`. Thin, like it."""
