#!/usr/bin/env python3
"""The duplicate index beside MinHash libraries from PyPI, on the documents of `hotline bench dedup`; a JSON object a line.

    python3 -m venv peers && peers/bin/pip install datasketch rensa
    PYTHON=peers/bin/python make bench

Each document is looked up, then inserted. MinHash with 128 permutations, 32 bands of 4, character 5-grams (Zhu, datasketch;
Broder 1997). recall: share of documents with an earlier copy for which a copy was returned; precision: share of those
flagged that have one. CPU seconds. A library that is not installed is passed over.
"""
import json
import sys
import time

PERMUTATIONS, BANDS = 128, 32


def grams(text, language):
    size = 3 if language == "zh" else 5
    text = text.lower()
    return [text[i:i + size] for i in range(max(1, len(text) - size + 1))]


def datasketch():
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, PERMUTATIONS // BANDS))

    def step(number, language, text):
        sketch = MinHash(num_perm=PERMUTATIONS)
        sketch.update_batch([gram.encode() for gram in set(grams(text, language))])
        found = index.query(sketch)
        index.insert(number, sketch, check_duplication=False)
        return found

    return step


def rensa():
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(threshold=0.5, num_perm=PERMUTATIONS, num_bands=BANDS)

    def step(number, language, text):
        sketch = RMinHash(num_perm=PERMUTATIONS, seed=42)
        sketch.update(list(set(grams(text, language))))
        found = index.query(sketch)
        index.insert(number, sketch)
        return found

    return step


def measure(name, step, documents):
    stories, seen = [], set()
    spent, copies, found, flagged, right = 0.0, 0, 0, 0, 0
    for number, (story, language, text) in enumerate(documents):
        start = time.process_time()
        hits = step(number, language, text)
        spent += time.process_time() - start
        if story in seen:
            copies += 1
            found += any(stories[hit] == story for hit in hits)
        if hits:
            flagged += 1
            right += story in seen
        stories.append(story)
        seen.add(story)
    print(json.dumps({
        "system": name, "docs": len(documents), "docs_per_s": int(len(documents) / max(spent, 1e-9)),
        "us_per_doc": round(spent * 1e6 / max(1, len(documents)), 1),
        "recall": round(found / max(1, copies), 4), "precision": round(right / max(1, flagged), 4),
    }), flush=True)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t", 4) for line in file]
    documents = [(row[1], row[3], row[4]) for row in rows if len(row) == 5]
    for name, make in (("datasketch", datasketch), ("rensa", rensa)):
        try:
            step = make()
        except ImportError:
            print(f"{name}: not installed, passed over", file=sys.stderr)
            continue
        measure(name, step, documents)


if __name__ == "__main__":
    main()
