#!/bin/sh
# Throughput of the stages on made-up input, one JSON object a line; compare runs on one quiet machine only.
#   bench.sh BINARY [ITEMS]      ITEMS: how many are known at the pipeline's last measurement, 100000 by default
# Beside the duplicate index go datasketch and rensa where $PYTHON (python3) has them: see bench_peers.py.
set -eu
binary=$1
most=${2:-100000}
here=$(dirname "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/feeds"

awk -v folder="$folder" 'BEGIN {
    srand(7)
    count = split("Trump Putin Kremlin Moscow Washington summit talks envoy letter ceasefire Ukraine price harbour " \
        "weather match coach railway harvest bridge museum opera storm vote budget teacher river school bank ship", word, " ")
    for (feed = 1; feed <= 100; feed++) {
        file = folder "/feeds/" feed ".xml"
        print "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Feed " feed "</title>" > file
        for (item = 1; item <= 30; item++) {
            title = ""; text = ""
            for (n = 0; n < 8; n++) title = title word[int(rand() * count) + 1] " "
            for (n = 0; n < 120; n++) text = text word[int(rand() * count) + 1] " "
            url = "https://feed" feed ".example/" item
            print "<item><title>" title "</title><link>" url "</link><guid>" url "</guid>" \
                "<pubDate>Fri, 15 Aug 2025 19:" 10 + item ":00 GMT</pubDate>" \
                "<description><![CDATA[<p>" text "</p>]]></description></item>" > file
            line = sprintf("{\"id\": \"%d-%d\", \"feed\": \"f%d\", \"outlet\": \"feed%d.example\", \"guid\": \"%s\", " \
                "\"url\": \"%s\", \"title\": \"%s\", \"summary\": \"%s\", \"content\": null, \"language\": \"en\", " \
                "\"published\": \"2025-08-15T19:%d:00Z\", \"fetched_at\": \"2025-08-15T20:00:00Z\"}", \
                feed, item, feed, feed, url, url, title, text, 10 + item)
            print line > (folder "/items.jsonl")
        }
        print "</channel></rss>" > file
        close(file)
    }
    # Documents for the duplicate index: three in ten repeat an earlier one with every twelfth word another.
    docs = folder "/docs.tsv"
    many = 4000
    for (n = 1; n <= many; n++) {
        name[n] = ""
        for (i = 0; i < 4 + n % 6; i++) name[n] = name[n] substr("abcdefghijklmnopqrstuvwxyz", int(rand() * 26) + 1, 1)
    }
    for (number = 1; number <= 20000; number++) {
        if (number > 100 && rand() < 0.3) {
            story = int(rand() * (number - 1)) + 1
            story = stories[story]
            text = texts[story]
            n = split(text, part, " ")
            text = ""
            for (i = 1; i <= n; i++) text = text (rand() < 0.08 ? name[int(rand() * many) + 1] : part[i]) " "
            level = 2
        } else {
            story = number
            text = ""
            for (n = 0; n < 40; n++) text = text name[int(rand() * rand() * many) + 1] " "
            texts[number] = text
            level = -1
        }
        stories[number] = story
        print number "\t" story "\t" level "\ten\t" text > docs
    }
}'

"$binary" bench parse "$folder/feeds"
"$binary" bench classify "$folder/items.jsonl"
"$binary" bench dedup "$folder/docs.tsv"
if command -v "${PYTHON:-python3}" >/dev/null; then "${PYTHON:-python3}" "$here/bench_peers.py" "$folder/docs.tsv"; fi
"$binary" bench pipeline "$folder/items.jsonl" --known 1000 --known "$most"
"$binary" bench start "$folder/items.jsonl" --known "$((most / 10))"
