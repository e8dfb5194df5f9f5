"""The daemon within this process: what falls due beside a slow source is polled, and it ends when told."""

import os
import signal
import threading
import time

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
    run(folder)
    assert enough.is_set()
    assert (folder / "public" / "feed.xml").exists()


def test_it_ends_though_the_system_hands_the_signal_to_another_thread(a_site):
    """The thread that waits is then not woken by the signal itself."""
    folder = a_site({})

    def tell():
        time.sleep(1)
        signal.pthread_kill(threading.get_ident(), signal.SIGTERM)

    thread = threading.Thread(target=tell)
    thread.start()
    run(folder)
    thread.join()


def run(folder):
    """Run the daemon until it is told to end."""
    kept = [signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)]
    try:
        with Site(folder, {}) as site:
            daemon.run(site, limits=daemon.Limits(tick=1))
    finally:
        for one, handler in zip((signal.SIGTERM, signal.SIGINT), kept, strict=True):
            signal.signal(one, handler)
