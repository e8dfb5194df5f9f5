"""Chooses the stories that an issue may carry."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from aggregator.digest.dates import primary
from aggregator.model import Digest, Edit, Item, Selection, Story
from aggregator.model.phrases import pattern


def chosen(
    stories: Iterable[Story], digest: Digest, *, edits: Mapping[str, Edit], number: int
) -> Iterator[Story]:
    """Give the stories that the digest takes, each led by a voice of a society that it takes.

    The editor's word goes before the rules: what is pinned or moved is taken, what is hidden, or put off
    until after issue ``number``, is not.
    """
    takes = _Rule(digest.selection)
    for story in stories:
        edit = edits.get(story.id)
        if edit and (edit.hidden or (edit.after or 0) >= number):
            continue
        told = _told_by(story, digest.selection.societies)
        if told and (takes(told) or (edit and (edit.place or edit.section))):
            yield told


def takes(story: Story, digest: Digest) -> bool:
    """Return whether the digest's rules take a story, whatever the editor says."""
    told = _told_by(story, digest.selection.societies)
    return told is not None and _Rule(digest.selection)(told)


def rules(digest: Digest) -> str:
    """Return what tells one set of rules from another."""
    chosen = digest.selection
    parts = (chosen.societies, chosen.topics, chosen.languages, chosen.keep, chosen.block, chosen.max_age)
    return repr(parts)


def _told_by(story: Story, societies: tuple[str, ...]) -> Story | None:
    """Return a story led by the first voice of ``societies``; ``None`` where none of them tells it."""
    if not societies or story.lead.society in societies:
        return story
    voice = next((one for one in story.others if one.society in societies), None)
    others = (story.lead, *(one for one in story.others if one is not voice))
    return replace(story, lead=voice, others=others) if voice else None


class _Rule:
    """Says whether a digest's rules take a story."""

    def __init__(self, selection: Selection) -> None:
        self._topics = frozenset(selection.topics)
        self._languages = frozenset(map(primary, selection.languages))
        self._keep = pattern(selection.keep) if selection.keep else None
        self._block = pattern(selection.block) if selection.block else None

    def __call__(self, story: Story) -> bool:
        lead = story.lead
        said = f"{lead.title}\n{lead.text}"
        return (
            self._is_on_topic(lead)
            and (not self._languages or not lead.language or primary(lead.language) in self._languages)
            and (self._keep is None or self._keep.search(said) is not None)
            and (self._block is None or self._block.search(said) is None)
        )

    def _is_on_topic(self, lead: Item) -> bool:
        return not self._topics or not self._topics.isdisjoint(lead.topics)
