#!/bin/sh
# Puts everything in place; called by `make install`, which sets the variables. What an operator changed is kept:
# the new version of such a file goes beside it as FILE.new.
set -eu
: "${DESTDIR=}" "${BINDIR:?}" "${SYSCONFDIR:?}" "${MANDIR:?}" "${UNITDIR:?}" "${BINARY:?}"

etc=$DESTDIR$SYSCONFDIR/hotline
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# put FILE TARGET: installs a configuration file without overwriting a changed one.
put() {
    if [ -e "$2" ] && ! cmp -s "$1" "$2"; then
        install -m 644 "$1" "$2.new"
        echo "kept $2; the new version is $2.new"
    else
        install -D -m 644 "$1" "$2"
    fi
}

install -D -m 755 "$BINARY" "$DESTDIR$BINDIR/hotline"
# Names of functions stay, for backtraces.
strip --strip-debug "$DESTDIR$BINDIR/hotline"

sed "s|^seeds: \.\./seeds|seeds: seeds|" config/hotline.yaml > "$scratch/hotline.yaml"
put "$scratch/hotline.yaml" "$etc/hotline.yaml"
for topic in config/topics/*.yaml; do
    [ -e "$topic" ] && put "$topic" "$etc/topics/${topic##*/}"
done
# A document that has several versions has a folder of its own.
find seeds -type f | while IFS= read -r seed; do
    put "$seed" "$etc/$seed"
done
install -d -m 755 "$etc/topics" "$etc/seeds"
install -d -m 700 "$etc/credentials"

sed "s|/usr/local/bin/hotline|$BINDIR/hotline|g; s|/etc/hotline|$SYSCONFDIR/hotline|g" \
    systemd/hotline.service > "$scratch/hotline.service"
install -D -m 644 "$scratch/hotline.service" "$DESTDIR$UNITDIR/hotline.service"
install -D -m 644 docs/man/hotline.1 "$DESTDIR$MANDIR/man1/hotline.1"

cat <<TEXT
installed $BINDIR/hotline, $SYSCONFDIR/hotline and $UNITDIR/hotline.service; next:
  hotline demo                                   what it does, without network
  edit $SYSCONFDIR/hotline/hotline.yaml                 feeds and webhooks
  hotline check --fetch                          every mistake, every feed
  systemctl daemon-reload && systemctl enable --now hotline
TEXT
