"""All run-time Python of Gongkai; each sub-package is one room, described by its own docstring."""
