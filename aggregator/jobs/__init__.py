"""Each use case as one straight line; the daemon, the command line and the web call these same functions.

::

    a society's page ─ gather ──→ the store ─ publish ──→ feeds, the web
                                      └───── compose, send ──→ mailboxes

``gather`` goes down the ``line``: ``reading`` (in workers), ``articles`` of a list page, ``recognising``,
``keeping``; ``faults`` tells what is wrong with several entries, ``alarm`` what is not found any more,
``when`` says when it comes again. ``look`` shows what would come, ``discover``, by ``asking``, ``trying``
and what is ``newest``, from where it may; ``history`` shows what did.

``publish`` writes the feed, with its ``archive``, the ``pictures`` and word to the ``hubs``.

``issuing`` asks what each digest's ``calendar`` says; ``compose`` drafts an issue, ``edit`` takes down the
editor's words, ``checking`` and ``reviewing`` come before it is frozen. ``send`` mails its ``letters``;
``bounces`` reads what comes back, with ``scoring``.

``subscribe`` and ``enlist`` let people in and out, ``notify`` mails them their links. ``tidy`` clears away
what nobody needs any more.

``gather``, ``publish``, ``compose`` and ``send`` do not call each other.
"""
