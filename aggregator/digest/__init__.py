"""Makes the issues of a digest: chooses their stories, and renders them as a subject, HTML and plain text.

``select`` turns stories into an ``Issue``, ``render`` an ``Issue`` into what is mailed. Both are
pure: the templates come through the caller's Jinja2 environment, the time with the issue.
"""

from aggregator.digest import render, select

__all__ = ["render", "select"]
