"""Writes the issues of a digest as a feed, for those who would rather read than be mailed."""

from collections.abc import Sequence
from html import escape

from aggregator.model import Issue, Section
from aggregator.publish import fields
from aggregator.publish.atom import render
from aggregator.publish.feed import Feed
from aggregator.publish.posts import Author, Post


def issues(feed: Feed, published: Sequence[Issue]) -> bytes:
    """Return an Atom feed with an entry for each issue, in their order: its headlines, where to read it."""
    return render(feed, [_post(feed, issue) for issue in published])


def _post(feed: Feed, issue: Issue) -> Post:
    headlines = [fields.line(article.title) for article in issue.articles]
    return Post(
        id=f"tag:{feed.authority},2026:issue/{issue.digest}/{issue.number}",
        title=fields.line(issue.subject or "") or f"{fields.line(issue.title)} {issue.number}",
        link=f"{feed.site_url}issues/{issue.digest}/{issue.number}",
        summary=" · ".join(headlines),
        html="".join(_contents(section) for section in issue.sections),
        language=fields.language(issue.language),
        published=issue.at,
        updated=issue.at,
        authors=(Author(name=fields.line(feed.author) or feed.authority, url=fields.address(feed.site_url)),),
    )


def _contents(section: Section) -> str:
    """Return a section's headlines, each a link to its story where it has one."""
    lines = []
    for article in section.articles:
        title, link = escape(fields.line(article.title)), fields.address(article.link)
        lines.append(f'<li><a href="{escape(link)}">{title}</a></li>' if link else f"<li>{title}</li>")
    return f"<h2>{escape(fields.line(section.name))}</h2><ul>{''.join(lines)}</ul>"
