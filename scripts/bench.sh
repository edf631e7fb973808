#!/bin/sh
# Throughput of the stages on made-up input, one JSON object a line; compare runs on one quiet machine only.
#   bench.sh BINARY
set -eu
binary=$1
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
            print item + 30 * feed "\t" item + 30 * feed "\t0\ten\t" title text > (folder "/docs.tsv")
        }
        print "</channel></rss>" > file
        close(file)
    }
}'

"$binary" bench parse "$folder/feeds"
"$binary" bench classify "$folder/items.jsonl"
"$binary" bench dedup "$folder/docs.tsv"
"$binary" bench pipeline "$folder/items.jsonl"
