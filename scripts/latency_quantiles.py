#!/usr/bin/env python3
"""Quantiles of an alert's way from the bench's own figures, p99 among them.

    bench.py latency ... --json FILE; scripts/latency_quantiles.py FILE

Prints, for each system of the run, how many milliseconds lie between the answer that carried an item and its alert at
the receiver: at the median, the 95th and 99th percentile (nearest rank) and at most. Publish a hundred items or more
(`--count 120`), else the 99th percentile is the slowest one.
"""
import json
import math
import sys


def quantile(values, share):
    return values[max(0, math.ceil(share * len(values)) - 1)]


def main():
    if len(sys.argv) != 2:
        sys.exit("latency_quantiles.py: give the file that bench.py latency --json wrote; see the head of this script")
    with open(sys.argv[1], encoding="utf-8") as file:
        run = json.load(file)
    if run.get("kind") != "latency":
        sys.exit("latency_quantiles.py: %s is no run of bench.py latency" % sys.argv[1])
    for name, figures in run["data"].items():
        way = sorted(1000 * seconds for seconds in figures["proc"] if seconds is not None)
        if not way:
            print("%s: no alert arrived" % name)
            continue
        print("%s: %d alerts, p50 %.1f ms, p95 %.1f ms, p99 %.1f ms, at most %.1f ms" % (
            name, len(way), quantile(way, 0.5), quantile(way, 0.95), quantile(way, 0.99), way[-1]))


main()
