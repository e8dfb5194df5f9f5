"""Makes the issues of a digest: chooses their stories, and renders them as a subject, HTML and plain text.

``select`` chooses stories, ``arrange`` turns them into an ``Issue``, with the words that are ``edited``;
``render`` turns an ``Issue`` into what is mailed. All are
pure: the templates come through the caller's Jinja2 environment, the time with the issue.
"""

from aggregator.digest import arrange, edited, render, select

__all__ = ["arrange", "edited", "render", "select"]
