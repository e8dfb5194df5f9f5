"""The product beside the hostile web: ``python poller.py SITE`` polls in rounds and prints a line of JSON for each."""

import json
import os
import sys
import time
from pathlib import Path

from aggregator.config import Site
from aggregator.jobs.gather import gather


def memory(what):
    """Return this process's memory in MB: what it has, or the most that it had."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(one.split()[1]) for one in lines if one.startswith(what)) / 1_000


def forget_the_most():
    Path("/proc/self/clear_refs").write_text("5")


def poll(site, sources):
    """Poll once; return the polls with the seconds after which each was done, and the memory then."""
    # The pause that a host is given since the last round is not what another costs it.
    time.sleep(site.configuration.fetch.gap.total_seconds())
    began, polls = time.monotonic(), []
    forget_the_most()
    for one in gather(sources, site.gathering, asked=True):
        took = time.monotonic() - began
        polls.append(
            {"source": one.source, "took": took, "outcome": one.outcome, "why": [one.error, *one.faults]}
        )
    return {"polls": polls, "memory": memory("VmRSS"), "most": memory("VmHWM")}


with Site(Path(sys.argv[1]), os.environ) as opened:
    everything = list(opened.configuration.sources.values())
    well = [one for one in everything if one.key.startswith("healthy")]
    warm = [one for one in everything if one.key.startswith("warm")]
    for chosen in ([*well, *warm], well, everything, everything):
        sys.stdout.write(json.dumps(poll(opened, chosen)) + "\n")
