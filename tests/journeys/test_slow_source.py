"""A slow source in the daemon: what falls due meanwhile is polled all the same."""

import os
import signal
import threading

from aggregator import daemon
from aggregator.config import Site


def test_a_slow_source_holds_up_no_later_poll(web, a_site, rss):
    asked, enough, ended = [], threading.Event(), threading.Event()

    def slow(request):
        enough.wait(20)
        request.close_connection = True
        if not ended.is_set():
            ended.set()
            os.kill(os.getpid(), signal.SIGTERM)

    def quick(request):
        asked.append(request.path)
        if len(asked) == 3:
            enough.set()
        body = rss((f"n{len(asked)}", f"Number {len(asked)}"))
        request.send_response(200)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    web.pages |= {"/slow": slow, "/quick": quick}
    address = web.url.replace("127.0.0.1", "{}.test")
    hosts = '[fetch.hosts]\n"slow.test" = "127.0.0.1"\n"quick.test" = "127.0.0.1"\n'
    folder = a_site(
        {"slow": f"{address.format('slow')}/slow", "quick": f"{address.format('quick')}/quick"},
        fetch=f'interval = "1s"\ntimeout = "30s"\n{hosts}',
    )
    kept = [signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)]
    try:
        with Site(folder, {}) as site:
            daemon.run(site, limits=daemon.Limits(tick=1))
    finally:
        for one, handler in zip((signal.SIGTERM, signal.SIGINT), kept, strict=True):
            signal.signal(one, handler)
    assert enough.is_set()
    assert (folder / "public" / "feed.xml").exists()
