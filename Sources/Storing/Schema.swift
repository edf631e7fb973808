import GRDB

/// The tables, as the migrations that make them: one transaction each, never edited once released.
///
/// Times are whole Unix seconds; hashes are 64 bits, stored as SQLite's signed integers; records are JSON.
/// Leases are not stored: the folder's lock makes this process the only one, and a lease must end with it.
enum Schema {
    /// "hotl" in ASCII, so that a foreign database is not written to.
    static let applicationID = 0x686f_746c

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try database.execute(sql: first)
        }
        migrator.registerMigration("labels") { database in
            try database.execute(sql: labels)
        }
        migrator.registerMigration("hub subscriptions") { database in
            try database.execute(
                sql: """
                    CREATE TABLE hub_subscription (
                        feed TEXT PRIMARY KEY,
                        record TEXT NOT NULL
                    ) STRICT, WITHOUT ROWID;
                    """
            )
        }
        migrator.registerMigration("receiver-place") { database in
            // A fingerprint of where it leads: one that answered 410 is asked again once it leads elsewhere.
            try database.execute(sql: "ALTER TABLE receiver ADD COLUMN place TEXT")
        }
        migrator.registerMigration("what-feeds-show") { database in
            try database.execute(sql: shown)
        }
        migrator.registerMigration("keepsakes") { database in
            try database.execute(sql: keepsakes)
        }
        migrator.registerMigration("keys-by-feed") { database in
            try database.execute(sql: keysByFeed)
        }
        migrator.registerMigration("first-documents") { database in
            try database.execute(sql: firstDocuments)
        }
        migrator.registerMigration("feed-records") { database in
            try database.execute(sql: feedRecords)
        }
        return migrator
    }

    /// A state's record apart from what nearly every poll changes (`FeedRow`); 0 is no record's hash.
    private static let feedRecords = """
        ALTER TABLE feed ADD COLUMN interval INTEGER;
        ALTER TABLE feed ADD COLUMN last_success INTEGER;
        ALTER TABLE feed ADD COLUMN unchanged_since INTEGER;
        ALTER TABLE feed ADD COLUMN record_hash INTEGER;
        CREATE TABLE feed_record (
            feed INTEGER PRIMARY KEY REFERENCES feed (key) ON DELETE CASCADE,
            record TEXT NOT NULL
        ) STRICT;
        INSERT INTO feed_record (feed, record) SELECT key, state FROM feed WHERE state IS NOT NULL;
        UPDATE feed SET state = NULL, record_hash = 0 WHERE state IS NOT NULL;
        """

    /// What the index of what is known keeps, ready to be read at a start; keyed by the item's own key, which is the order
    /// in which items were decided about. Items from before have none yet: their rows ask for it (no digest has maker 0).
    private static let keepsakes = """
        CREATE TABLE keepsake (
            item INTEGER PRIMARY KEY REFERENCES item (key) ON DELETE CASCADE,
            id TEXT NOT NULL,
            maker INTEGER NOT NULL,
            file TEXT,
            is_beside INTEGER NOT NULL CHECK (is_beside IN (0, 1)),
            traits INTEGER NOT NULL,
            time INTEGER NOT NULL,
            digest BLOB NOT NULL
        ) STRICT;
        CREATE INDEX keepsake_time ON keepsake (is_beside, time, id);
        CREATE INDEX keepsake_group ON keepsake (file) WHERE is_beside = 1;
        CREATE TABLE adoption (
            file TEXT PRIMARY KEY,
            story TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        INSERT INTO keepsake
            SELECT key, id, 0, NULL, 0, 0, published, x'' FROM item
            WHERE is_on_topic = 1 OR story IS NOT NULL ORDER BY key;
        DROP INDEX item_on_topic;
        DROP INDEX item_on_topic_published;
        """

    /// For retention: a feed's newest sighting, and what is left of the on-topic items that the index would forget.
    private static let shown = """
        CREATE INDEX sighting_newest ON sighting (feed, last_seen);
        CREATE INDEX item_on_topic_published ON item (published, id) WHERE is_on_topic = 1;
        """

    /// A new item is written to as few trees as will do, and where its feed's other items are: with many feeds, what lies
    /// scattered is read and written again with every transaction.
    ///
    /// A sighting carries its own keys, so that they can be forgotten with it; `known_key` keeps those of before, until
    /// they are forgotten, too.
    private static let keysByFeed = """
        CREATE TABLE feed_key (
            feed INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            hash INTEGER NOT NULL,
            sighting INTEGER NOT NULL,
            PRIMARY KEY (feed, kind, hash)
        ) STRICT, WITHOUT ROWID;
        ALTER TABLE sighting ADD COLUMN keys BLOB;
        DROP INDEX sighting_age;
        DROP INDEX item_feed;
        DROP INDEX item_url;
        DROP INDEX item_canonical;
        CREATE INDEX item_feed_url ON item (feed, url_hash);
        CREATE INDEX item_feed_canonical ON item (feed, canonical_hash) WHERE canonical_hash IS NOT NULL;
        """

    /// What a feed's first document brought, whole: dozens of items in two rows (`FirstDocument`). An id's first digits lead to its feed.
    private static let firstDocuments = """
        CREATE TABLE first_document (
            feed INTEGER PRIMARY KEY REFERENCES feed (key),
            count INTEGER NOT NULL,
            oldest INTEGER NOT NULL,
            newest INTEGER NOT NULL,
            known BLOB NOT NULL
        ) STRICT;
        CREATE INDEX first_document_oldest ON first_document (oldest, count);
        CREATE TABLE first_item (
            feed INTEGER PRIMARY KEY REFERENCES feed (key),
            scope INTEGER NOT NULL,
            items BLOB NOT NULL
        ) STRICT;
        CREATE INDEX first_item_scope ON first_item (scope);
        """

    private static let first = """
        CREATE TABLE feed (
            key INTEGER PRIMARY KEY,
            url TEXT NOT NULL UNIQUE,
            is_subscribed INTEGER NOT NULL DEFAULT 0 CHECK (is_subscribed IN (0, 1)),
            next_due INTEGER NOT NULL DEFAULT 0,
            last_poll INTEGER,
            state TEXT
        ) STRICT;
        CREATE INDEX feed_due ON feed (next_due, key) WHERE is_subscribed = 1;

        -- What was met, by feed: an item under the keys that lead to it.
        CREATE TABLE sighting (
            key INTEGER PRIMARY KEY,
            feed INTEGER NOT NULL REFERENCES feed (key),
            item TEXT NOT NULL,
            fingerprint INTEGER NOT NULL,
            last_seen INTEGER NOT NULL,
            UNIQUE (feed, item)
        ) STRICT;
        CREATE INDEX sighting_age ON sighting (last_seen);
        CREATE TABLE known_key (
            feed INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            hash INTEGER NOT NULL,
            sighting INTEGER NOT NULL REFERENCES sighting (key) ON DELETE CASCADE,
            PRIMARY KEY (feed, kind, hash)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX known_key_sighting ON known_key (sighting);

        CREATE TABLE item (
            key INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            feed INTEGER NOT NULL REFERENCES feed (key),
            feed_name TEXT NOT NULL,
            outlet TEXT NOT NULL,
            guid TEXT,
            url TEXT,
            canonical_url TEXT,
            url_hash INTEGER,
            canonical_hash INTEGER,
            title TEXT NOT NULL,
            language TEXT NOT NULL,
            published INTEGER NOT NULL,
            is_stated INTEGER NOT NULL CHECK (is_stated IN (0, 1)),
            updated INTEGER,
            first_seen INTEGER NOT NULL,
            keys BLOB NOT NULL,
            fingerprint INTEGER NOT NULL,
            is_on_topic INTEGER NOT NULL CHECK (is_on_topic IN (0, 1)),
            score REAL NOT NULL,
            kind TEXT,
            watch TEXT,
            evidence TEXT NOT NULL,
            decision TEXT NOT NULL,
            reason TEXT NOT NULL,
            story TEXT,
            nearest TEXT,
            relation TEXT NOT NULL,
            similarity REAL NOT NULL,
            why TEXT NOT NULL,
            summary TEXT NOT NULL,
            content TEXT NOT NULL
        ) STRICT;
        CREATE INDEX item_age ON item (first_seen);
        CREATE INDEX item_feed ON item (feed);
        CREATE INDEX item_on_topic ON item (first_seen, key) WHERE is_on_topic = 1;
        CREATE INDEX item_story ON item (story) WHERE story IS NOT NULL;
        CREATE INDEX item_url ON item (url_hash) WHERE url_hash IS NOT NULL;
        CREATE INDEX item_canonical ON item (canonical_hash) WHERE canonical_hash IS NOT NULL;

        CREATE TABLE story (
            key INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            last_grown INTEGER NOT NULL,
            record TEXT NOT NULL
        ) STRICT;
        CREATE INDEX story_age ON story (last_grown);

        -- An alert and its line of the log; positions grow and are never used again.
        CREATE TABLE alert (
            position INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            story TEXT NOT NULL,
            raised INTEGER NOT NULL,
            record TEXT NOT NULL,
            line BLOB NOT NULL
        ) STRICT;
        CREATE INDEX alert_age ON alert (raised);
        CREATE INDEX alert_story ON alert (story);

        CREATE TABLE receiver (
            name TEXT PRIMARY KEY,
            is_configured INTEGER NOT NULL DEFAULT 1 CHECK (is_configured IN (0, 1)),
            is_disabled INTEGER NOT NULL DEFAULT 0 CHECK (is_disabled IN (0, 1)),
            held_until INTEGER NOT NULL DEFAULT 0
        ) STRICT, WITHOUT ROWID;

        -- The outbox. is_head marks the oldest pending delivery of each story for each receiver: only that one may go.
        CREATE TABLE delivery (
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            alert TEXT NOT NULL REFERENCES alert (id),
            receiver TEXT NOT NULL REFERENCES receiver (name),
            story TEXT NOT NULL,
            content_type TEXT NOT NULL,
            created INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'dead')),
            attempts INTEGER NOT NULL,
            next_attempt INTEGER NOT NULL,
            last_outcome TEXT,
            is_head INTEGER NOT NULL DEFAULT 0 CHECK (is_head IN (0, 1) AND (is_head = 0 OR state = 'pending')),
            body BLOB NOT NULL
        ) STRICT;
        CREATE INDEX delivery_queue ON delivery (receiver, story, key) WHERE state = 'pending';
        CREATE INDEX delivery_order ON delivery (receiver, key, next_attempt) WHERE is_head = 1;
        CREATE INDEX delivery_time ON delivery (receiver, next_attempt) WHERE is_head = 1;
        CREATE INDEX delivery_state ON delivery (state, receiver, created);
        CREATE INDEX delivery_alert ON delivery (alert);

        CREATE TABLE mark (
            name TEXT PRIMARY KEY,
            value INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    /// What a desk says of items. No reference to `item`: a label outlives it.
    private static let labels = """
        CREATE TABLE label (
            item TEXT PRIMARY KEY,
            time INTEGER NOT NULL,
            record TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
