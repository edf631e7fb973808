/// The one form of a URL's query: without what only says where a reader came from, sorted.
enum CanonicalQuery {
    /// - Returns: `name=value` pairs joined by `&`, sorted; empty when nothing is left.
    static func make(_ query: [UInt8], host: [UInt8]) -> [UInt8] {
        var pairs: [[UInt8]] = []
        for field in query.split(whereSeparator: { $0 == 0x26 }) {
            let pair = withoutEntity(Array(field))
            let mark = pair.firstIndex(of: 0x3D) ?? pair.endIndex
            let name = String(decoding: ASCII.lowercased(Array(pair[..<mark])), as: UTF8.self)
            let value = mark < pair.endIndex ? Array(pair[(mark + 1)...]) : []
            if name.isEmpty || Trackers.isTracker(name, value: ASCII.lowercased(value)) { continue }
            pairs.append(PercentEncoding.normalized(pair))
        }
        pairs.sort { $0.lexicographicallyPrecedes($1) }
        return Array(pairs.joined(separator: [0x26]))
    }

    /// `&amp;` that a publisher encoded twice leaves `amp;name`.
    private static func withoutEntity(_ pair: [UInt8]) -> [UInt8] {
        pair.starts(with: Array("amp;".utf8)) ? Array(pair.dropFirst(4)) : pair
    }
}

/// Query parameters that tell who sent the reader, and never which page it is.
enum Trackers {
    static func isTracker(_ name: String, value: [UInt8]) -> Bool {
        if names.contains(name) || prefixes.contains(where: name.hasPrefix) { return true }
        let value = String(decoding: value, as: UTF8.self)
        if variants.contains(name) { return value.isEmpty || value == "1" || value == "true" || value == "amp" }
        if origins.contains(name) { return channels.contains(where: value.hasPrefix) }
        if name == "cid" { return !value.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }
        return false
    }

    private static let prefixes = [
        "utm_", "utm-", "at_", "mc_", "pk_", "piwik_", "matomo_", "mtm_", "ga_", "hsa_", "wt_", "wt.", "sc_", "guce_",
        "ns_",
        "vero_", "oly_", "__s", "_hs", "trk_", "itm_", "int_", "stm_", "cm_", "dm_", "ef_", "fb_", "aff_", "sr_",
        "ito_", "cmp_", "esrc_", "li_", "campaign_", "pf_rd_", "pd_rd_", "asc_",
    ]

    private static let names: Set<String> = [
        "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ysclid", "twclid", "ttclid",
        "igshid", "igsh", "li_fat_id", "mkt_tok", "cmp", "cmpid", "campaign", "campid", "icid", "ncid", "ocid", "ecid",
        "scid", "tcid", "xtor", "xtref", "xtcr", "xtmc", "ref", "ref_src", "ref_url", "refsrc", "referer", "referrer",
        "reflink", "smid", "smtyp", "feedtype", "feedname", "feed", "ftag", "taid", "traffic_source", "guccounter",
        "spm", "share", "shared", "share_id", "sharetoken", "sharetype", "__twitter_impression", "_ga", "_gl", "_gid",
        "soc_src", "soc_trk", "wprov", "mod", "trk", "trkinfo", "emc", "emci", "emdi", "ceid", "mbid", "mtrref", "gwh",
        "gwt", "ito", "maca", "rss", "source_rss", "partner", "partnerid", "tpcc", "outputtype", "sh", "echobox",
        "nlid",
        "cx_testid", "cx_testvariant", "cx_artpos", "_openstat", "rb_clickid", "erid", "etext", "clid", "vgo_ee",
        "s_kwcid",
        "ved", "usg", "sa", "oc", "hl", "gl", "nr_email_referer", "zanpid", "awc", "irclickid", "ranmid", "raneaid",
        "ransiteid", "wickedid", "_branch_match_id", "_bta_c", "_bta_tid", "sms_click", "sms_source", "uqid", "dicbo",
        "at_medium", "traffic", "xg_source", "mtm", "rsslink", "from_rss", "syn", "syndication", "embedded-checkout",
        "amp_js_v", "amp_gsa", "usqp", "__cft__", "__tn__", "intcmp", "int_cmp", "ncmp", "pcmp", "ns_mchannel",
        "kampagne",
        "smprod", "triedredirect", "ssrcc", "unlocked_article_code", "giftcopy", "gift", "accesstoken", "sharedid",
    ]

    /// Parameters that choose a rendering when they stand alone or are 1.
    private static let variants: Set<String> = [
        "amp", "m", "mobile", "print", "output", "single", "nomobile", "noredirect",
    ]

    /// Parameters that may name a page, but not when their value is a channel.
    private static let origins: Set<String> = [
        "source", "src", "from", "via", "origin", "medium", "channel", "utm", "output", "view",
    ]
    private static let channels = [
        "rss", "feed", "atom", "twitter", "facebook", "fb", "telegram", "tg", "google", "yandex", "social",
        "newsletter",
        "email", "push", "app", "amp", "flipboard", "msn", "yahoo", "whatsapp", "instagram", "linkedin", "mobile",
        "copy",
        "share", "link", "home", "main", "apple",
    ]
}
