"""Tells one state of an issue from another, by what its readers would see."""

import hashlib
import json
from dataclasses import asdict

from aggregator.model import Issue

_NOT_READ = ("since", "outdated", "told")
"""What a draft's articles hold for the editor alone."""


def of(issue: Issue) -> str:
    """Return 32 hexadecimal digits that change with an issue's words, stories or their order."""
    sections = [asdict(section) for section in issue.sections]
    for section in sections:
        for article in section["articles"]:
            for name in _NOT_READ:
                del article[name]
    read = [issue.key, issue.title, issue.language, issue.intro, issue.banner, sections]
    written = json.dumps(read, default=lambda moment: moment.isoformat(), sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()[:32]
