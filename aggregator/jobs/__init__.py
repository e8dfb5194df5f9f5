"""Each use case as one straight line; the daemon, the command line and the web call these same functions.

They do not call each other: ``gather`` brings items in, ``publish`` writes the feed, ``compose``
makes an issue, ``send`` mails it, ``tidy`` clears away what nobody needs any more.
"""
