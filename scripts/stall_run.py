#!/usr/bin/env python3
"""Half of the feeds stall: do the others keep their schedule?

    scripts/stall_run.py .build/release/hotline [--feeds 100] [--seconds 120] [--interval 5]

Serves the feeds on loopback, a host (127.0.x.y) each: every second one hangs before its answer, in its
header, in its body, or drips a byte a second. Runs the daemon on them with its default limits and prints
how much later than due a good feed was asked, at worst and for the 99th percentile.
Due is the last poll plus the interval and a tenth, the spread that the daemon gives it.
"""
import argparse
import asyncio
import collections
import json
import os
import signal
import subprocess
import sys
import tempfile
import time

FEED = ('<rss version="2.0"><channel><title>%s</title>'
        '<item><guid>%s</guid><title>Rain</title></item></channel></rss>')


async def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("hotline")
    parser.add_argument("--feeds", type=int, default=100)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--interval", type=int, default=5)
    options = parser.parse_args()
    asked = collections.defaultdict(list)

    async def serve(reader, writer):
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                path = head.split(b" ", 2)[1].decode()
                asked[path].append(time.monotonic())
                if path.startswith("/bad"):
                    await stall(int(path[4:]) // 2 % 4, writer)
                    return
                tag = '"%s"' % path
                if tag.encode() in head:
                    writer.write(b"HTTP/1.1 304 Not Modified\r\nETag: %s\r\n\r\n" % tag.encode())
                else:
                    body = (FEED % (path, path)).encode()
                    writer.write(b"HTTP/1.1 200 OK\r\nETag: %s\r\nContent-Length: %d\r\n\r\n%s"
                                 % (tag.encode(), len(body), body))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def stall(manner, writer):
        if manner > 0:
            writer.write(b"HTTP/1.1 200 OK\r\nX-Slow")
        if manner > 1:
            writer.write(b": 1\r\nContent-Length: 100000\r\n\r\n<rss>")
        while True:
            await asyncio.sleep(1)
            if manner == 3:
                writer.write(b" ")
            await writer.drain()

    server = await asyncio.start_server(serve, "0.0.0.0", 0, backlog=512)
    port = server.sockets[0].getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="hotline-stall-") as folder:
        urls = ["http://127.0.%d.%d:%d/%s%d" % (n // 200 + 1, n % 200 + 1, port, "bad" if n % 2 else "good", n)
                for n in range(options.feeds)]
        config = os.path.join(folder, "hotline.yaml")
        with open(config, "w") as file:
            file.write("state: state\nseeds: null\ntopic: null\nwatch: [{name: never, match: [zzzz]}]\n"
                       "network: {allow_private: true}\nstatus: {listen: null}\n"
                       "polling: {interval: %ds, min_interval: %ds, max_interval: %ds}\nfeeds:\n"
                       % ((options.interval,) * 3) + "".join("  - url: %s\n" % url for url in urls))
        daemon = subprocess.Popen([options.hotline, "run", "--config", config], stderr=subprocess.DEVNULL)
        await asyncio.sleep(options.seconds)
        daemon.send_signal(signal.SIGTERM)
        status = await asyncio.to_thread(daemon.wait)
        end = time.monotonic()
    good = {path: times for path, times in asked.items() if path.startswith("/good")}
    due = options.interval * 1.1
    late = sorted(max(0.0, later - earlier - due)
                  for times in good.values() for earlier, later in zip(times, times[1:] + [min(end, times[-1] + due)]))
    fewest = min((len(times) for times in good.values()), default=0)
    print(json.dumps({
        "feeds": options.feeds, "good_polled": len(good), "polls_of_good": sum(map(len, good.values())),
        "fewest_polls_of_a_good_one": fewest, "polls_of_bad": sum(len(t) for p, t in asked.items() if p not in good),
        "p99_late_s": round(late[int(len(late) * 0.99)], 2) if late else None,
        "worst_late_s": round(late[-1], 2) if late else None, "exit": status,
    }))
    sys.exit(0 if status == 0 and len(good) == (options.feeds + 1) // 2 else 1)


asyncio.run(main())
