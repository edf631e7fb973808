#!/usr/bin/env python3
"""A topic with many more names, to measure that names cost little.

  scripts/many_names.py config/topics/trump-putin.yaml 500000 > big.yaml

Adds COUNT invented names (two words now and then, half with a `*`) in concepts of a thousand names that weigh nothing.
The same count gives the same names. Point a configuration's `topic:` at the result and compare

  hotline bench classify ITEMS.jsonl --config hotline.yaml
"""
import random
import sys

ONSETS = ["b", "br", "ch", "d", "dr", "f", "g", "gr", "h", "j", "k", "kl", "l", "m", "n", "p", "r", "s", "sh", "st", "t", "tr", "v", "w", "z"]
NUCLEI = ["a", "e", "i", "o", "u", "ai", "au", "ei", "ou"]
CODAS = ["", "", "k", "l", "m", "n", "nd", "r", "rg", "s", "st", "t", "x"]


def word(dice):
    return "".join(
        dice.choice(ONSETS) + dice.choice(NUCLEI) + dice.choice(CODAS) for _ in range(dice.choice([2, 2, 3, 3, 4]))
    )


def main():
    if len(sys.argv) != 3 or not sys.argv[2].isdigit():
        sys.exit("many_names.py: give a topic file and a count; see the head of this script")
    text = open(sys.argv[1], encoding="utf-8").read()
    dice = random.Random(int(sys.argv[2]))
    block = ["concepts:"]
    for start in range(0, int(sys.argv[2]), 1000):
        names = []
        for _ in range(min(1000, int(sys.argv[2]) - start)):
            name = word(dice) + (" " + word(dice) if dice.random() < 0.3 else "")
            names.append(name + ("*" if dice.random() < 0.5 else ""))
        block += [f"  many-{start // 1000}:", "    kind: place", "    weight: 0", "    names:"]
        block += [f"      en: [{', '.join(names)}]"]
    sys.stdout.write(text.replace("concepts:", "\n".join(block), 1))


if __name__ == "__main__":
    main()
