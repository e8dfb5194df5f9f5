"""A hostile web, as a process of its own: ``python web.py POLLER SITE [--namespace]`` runs the poller beside it.

With ``--namespace`` it has a network to itself and plays servers of the public internet there, while
on addresses inside it listens for connections that must not come. It prints what the poller printed
and the addresses inside that were touched.
"""

import asyncio
import gzip
import json
import subprocess
import sys
import zlib
from contextlib import suppress
from pathlib import Path

import brotli

try:
    from backports import zstd
except ImportError:
    zstd = None

PORT = 8000
INSIDE = ("10.0.0.1", "169.254.169.254", "192.168.7.7", "127.0.0.1")
OUTSIDE = "93.184.215.1" if "--namespace" in sys.argv else "127.0.0.1"
BOMB = 150_000_000
ITEM = "<item><title>{0}</title><link>http://x.test/{0}</link><description>Text of {0}.</description></item>"
SHORT_OF_LIMIT = 9_500_000

touched = []
rounds = {}


def head(*lines, status="200 OK", **headers):
    named = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status}\r\n{named}{''.join(lines)}\r\n".encode()


def whole(body, **headers):
    """Make a server that sends this body as it should be sent."""
    body = body.encode() if isinstance(body, str) else body

    async def answer(writer, _path):
        writer.write(head(Content_Length=len(body), **headers) + body)

    return answer


def redirect(*places):
    """Make a server that leads from one place to the next, at the end to itself."""

    async def answer(writer, path):
        step = int(path.strip("/") or 0)
        place = places[step] if step < len(places) else path
        writer.write(head(status="302 Found", Location=place, Content_Length=0))

    return answer


def endless(first, piece, pause=0.0):
    async def answer(writer, _path):
        writer.write(first)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)

    return answer


def feed(inside, before=""):
    return f"{before}<rss version='2.0'><channel><title>x</title>{inside}</channel></rss>"


def site(pages):
    """Make a server of several pages."""

    async def answer(writer, path):
        await pages.get(path, pages.get("*", missing))(writer, path)

    return answer


def links(*places):
    rows = "".join(f"<li><a href='{place}'>The story of {place}, told at length</a></li>" for place in places)
    return whole(f"<html><body><ul>{rows}</ul></body></html>", Content_Type="text/html")


def html(body):
    return whole(f"<html><body>{body}</body></html>", Content_Type="text/html")


def items(size):
    return feed("".join(ITEM.format(number) for number in range(size // len(ITEM.format(100_000)))))


def laughs():
    entities = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
    return feed("<item><title>&a11;</title></item>", f"<!DOCTYPE x [<!ENTITY a0 'ha'>{entities}]>")


def outside_entity():
    places = ("file:///etc/passwd", f"http://10.0.0.1:{PORT}/dtd")
    entities = "".join(f"<!ENTITY e{n} SYSTEM '{place}'>" for n, place in enumerate(places))
    return feed("<item><title>&e0;&e1;</title></item>", f"<!DOCTYPE x [{entities}]>")


def zeros(compressor, *last):
    return b"".join(compressor(bytes(1_000_000)) for _ in range(BOMB // 1_000_000)) + b"".join(
        one() for one in last
    )


def bombs():
    deflate, br = zlib.compressobj(), brotli.Compressor(quality=1)
    made = {
        "gzip-bomb": whole(gzip.compress(bytes(BOMB), 6), Content_Encoding="gzip"),
        "deflate-bomb": whole(zeros(deflate.compress, deflate.flush), Content_Encoding="deflate"),
        "brotli-bomb": whole(zeros(br.process, br.finish), Content_Encoding="br"),
    }
    if zstd:
        made["zstd-bomb"] = whole(zstd.compress(bytes(BOMB)), Content_Encoding="zstd")
    return made


def attributes(number=100_000):
    return " ".join(f"a{n}='1'" for n in range(number))


def nested(name, number=100_000):
    return f"<{name}>" * number + f"</{name}>" * number


async def healthy(writer, path):
    number = rounds[path] = rounds.get(path, 0) + 1
    await whole(feed("".join(ITEM.format(f"{path[1:]}-{n}") for n in range(number, number + 10))))(
        writer, path
    )


def feeds():
    chain = "".join(f"h{n}: v\r\n" for n in range(90))
    return bombs() | {
        "loop": redirect(),
        "long-chain": redirect(*(f"/{n}" for n in range(1, 50))),
        "endless-body": endless(head(), b"x" * 65_536),
        "endless-chunks": endless(head(Transfer_Encoding="chunked"), b"1;" + b"e" * 1_000 + b"\r\nx\r\n"),
        "endless-header": endless(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 65_536),
        "endless-headers": endless(b"HTTP/1.1 200 OK\r\n", chain.encode() * 20),
        "endless-informing": endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100, 0.01),
        "byte-a-second": endless(head(Content_Length=100_000), b"x", 1),
        "header-byte-a-second": endless(b"HTTP/1.1 200 OK\r\nX: ", b"x", 1),
        "silent": endless(b"", b"", 1),
        "too-short": whole(feed("<item>"), X="y\r\nContent-Length: 1000000\r\nContent-Length: 5"),
        "too-long": endless(head(Content_Length=10), b"x" * 65_536),
        "cut-short": site({"*": cut_short}),
        "laughs": whole(laughs()),
        "outside-entity": whole(outside_entity()),
        "attributes": whole(feed(f"<item {attributes()}/>")),
        "nested": whole(feed(f"<item>{nested('a')}</item>")),
        "nested-in-text": whole(
            feed(f"<item><title>t</title><description>{nested('&lt;b&gt;')}</description></item>")
        ),
        "many-items": whole(items(SHORT_OF_LIMIT)),
        "50-mb": whole(items(50_000_000)),
        "one-title": whole(feed(f"<item><title>{'x' * SHORT_OF_LIMIT}</title></item>")),
        "one-text": whole(
            feed(f"<item><title>t</title><description>{'&lt;p&gt;a b. ' * 600_000}</description></item>")
        ),
    }


async def missing(writer, _path):
    writer.write(head(status="404 Not Found", Content_Length=0))


async def cut_short(writer, _path):
    writer.write(head(Content_Length=1_000) + b"<rss>")
    await writer.drain()
    raise ConnectionError


def warm():
    """Return servers that mean well and say much: what reading them takes is no hostile web's doing."""
    articles = {f"/{n}": html(f"<h1>Story {n}</h1><p>{'All that it says. ' * 50}</p>") for n in range(3)}
    return {"warm-feed": whole(items(400_000))}, {
        "warm-page": site({"/": links(*articles), "*": missing} | articles)
    }


def pages():
    slow = endless(head(Content_Length=100_000, Content_Type="text/html"), b"x", 1)
    return {
        "slow-articles": site({"/robots.txt": missing, "/": links(*(f"/{n}" for n in range(60))), "*": slow}),
        "slow-robots": site({"/robots.txt": slow, "*": links("/a", "/b")}),
        "endless-list": site(
            {
                "/robots.txt": missing,
                "*": endless(head(Content_Type="text/html"), b"<li><a href='/x'>x</a>" * 3_000),
            }
        ),
        "links": html(
            "".join(f"<li><a href='/{n}'>The news number {n} of today</a>" for n in range(100_000))
        ),
        "nested-page": html(nested("div")),
        "attributes-page": html(f"<p {attributes()}>x</p>"),
        "hostile-articles": site(
            {
                "/": links("/nested", "/attributes", "/text", "/dates", "/endless", "/bomb"),
                "/nested": html("<p>Words that are said.</p>" + nested("div")),
                "/attributes": html(f"<p {attributes()}>Words that are said.</p>"),
                "/text": html(f"<p>{'word ' * 400_000}</p>"),
                "/dates": html("<p>12.11.2026 Updated: 2026-11-12 10:00 </p>" * 5_000),
                "/endless": endless(head(Content_Type="text/html"), b"<p>words" * 8_000),
                "/bomb": bombs()["gzip-bomb"],
            }
        ),
    }


def leading_inside():
    """Return servers that lead to addresses inside: for a namespace, where these can be told from ours."""
    places = [
        f"http://{one}:{PORT}/" for one in (*INSIDE, "2130706433", "0x7f.1", "[::1]", "[::ffff:10.0.0.1]")
    ]
    places += [f"http://{name}.test:{PORT}/" for name in ("inside", "all-inside")]
    alternate = f"<link rel=alternate type='application/rss+xml' href='http://10.0.0.1:{PORT}/feed'>"
    return {
        **{f"to-{n}": redirect("/1", place) for n, place in enumerate(places)},
        "alternate-inside": html(alternate),
    }, {"articles-inside": site({"/robots.txt": whole(""), "*": links(*places)})}


class Web:
    def __init__(self, servers):
        self.servers = servers

    async def serve(self, reader, writer):
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while True:
                first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                host = next(one for one in lines if one.startswith("Host: "))[6:].partition(":")[0]
                name = host.removesuffix(".test")
                await self.servers.get(name, healthy)(writer, first.split(" ")[1])
                await writer.drain()
        with suppress(ConnectionError):
            writer.close()


async def touch(reader, writer):
    """Note that an address inside was connected to."""
    touched.append(writer.get_extra_info("sockname")[0])
    writer.close()


def configure(folder, feeds, pages):
    """Write the site's configuration: the hostile sources, and healthy ones on hosts of their own."""
    names = [*feeds, *pages, "mixed", *(f"healthy-{n}" for n in range(8))]
    hosts = {f"{name}.test": OUTSIDE for name in names}
    hosts |= {"inside.test": "10.0.0.1", "all-inside.test": "10.0.0.1,192.168.7.7,fd00::1"}
    # The first of its addresses lies inside.
    hosts["mixed.test"] = f"10.0.0.1,{OUTSIDE}" if "--namespace" in sys.argv else OUTSIDE
    named = "".join(f'"{name}" = "{address}"\n' for name, address in hosts.items())
    tables = "".join(
        f'[[source]]\nkey = "{name}"\nsociety = "s"\nurl = "http://{name}.test:{PORT}/"\n'
        f'kind = "{"page" if name in pages else "feed"}"\n'
        for name in names
    )
    allowed = "false" if "--namespace" in sys.argv else "true"
    Path(folder, "sources.toml").write_text(
        '[site]\ntitle = "T"\n[[society]]\nkey = "s"\nname = "S"\n'
        f'[fetch]\ntimeout = "8s"\npoll_timeout = "9s"\nallow_private_addresses = {allowed}\n[fetch.hosts]\n{named}{tables}'
    )


def own_network():
    """Give this process's namespace the addresses of both worlds."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    for address in (OUTSIDE, *INSIDE[:-1]):
        subprocess.run(["ip", "address", "add", f"{address}/32", "dev", "lo"], check=True)


async def main(poller, folder):
    (warm_feeds, warm_pages) = warm()
    hostile_feeds, hostile_pages = feeds() | warm_feeds, pages() | warm_pages
    listening = []
    if "--namespace" in sys.argv:
        own_network()
        more_feeds, more_pages = leading_inside()
        hostile_feeds, hostile_pages = hostile_feeds | more_feeds, hostile_pages | more_pages
        listening += [await asyncio.start_server(touch, one, PORT) for one in (*INSIDE, "::1")]
        listening.append(await asyncio.start_server(touch, "169.254.169.254", 80))
    web = Web(hostile_feeds | hostile_pages)
    listening.append(await asyncio.start_server(web.serve, OUTSIDE, PORT, limit=65_536))
    configure(folder, hostile_feeds, hostile_pages)
    process = await asyncio.create_subprocess_exec(
        sys.executable, poller, folder, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    sys.stdout.write(
        json.dumps({"rounds": [json.loads(one) for one in out.splitlines()], "touched": touched}) + "\n"
    )
    for one in listening:
        one.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
