import Logging

/// What the operational log tells again and again, with the id by which journald finds each (`MESSAGE_ID`).
///
/// The ids are for good: man page, dashboards and `journalctl MESSAGE_ID=…` name them. A new message gets a new one
/// (`systemd-id128 new`); a reworded one keeps its own.
enum JournalMessage: String, CaseIterable, Sendable {
    case onDuty = "on duty"
    case reloading = "reloading"
    case reloadRefused = "reload refused"
    case stopped = "stopped"
    case alert = "alert"
    case feedFailing = "feed failing"
    case feedRecovered = "feed recovered"
    case possibleGap = "possible missed items: two documents share none"
    case delivered = "delivered"
    case deliveryFailed = "delivery failed, tried again"
    case deliveryGivenUp = "delivery given up; hotline alerts resend sends it again"
    case receiverGone = "receiver wants no more (410) and is disabled"
    case receiverFailing = "receiver fails again and again: probed from here on"
    case receiverBack = "receiver is back"

    /// 128 bits as journald writes them.
    var id: String {
        switch self {
        case .onDuty: "9b965907035b41ef298283468c02dcb5"
        case .reloading: "b83a373232d84875bd1a58bcdd241709"
        case .reloadRefused: "54332d9fe49d635b4af81fa509cdf916"
        case .stopped: "3d2116df457104da7916e2103efc83fb"
        case .alert: "2f466bda61e0edfbed636b5c7c7bc6ac"
        case .feedFailing: "2c57504c99cf6871f6ee1cdb5c5ca27c"
        case .feedRecovered: "0ba99be8006ccf2d21b53b8c875a3dfd"
        case .possibleGap: "ebbc09b81a10b88a4b445c181fc292de"
        case .delivered: "1aa104ad1f28fc5217a4e02458c17bed"
        case .deliveryFailed: "0f09b074e7ebdbc18f26c0e722b3b3c4"
        case .deliveryGivenUp: "5691fe585aec954db3fa8c1ee216f71f"
        case .receiverGone: "210b7f1c691c7ff8c277de5e4eb50cc2"
        case .receiverFailing: "4018753c50a965406ba52d24f0538f5b"
        case .receiverBack: "e30ca87838e13cc97ef1681e37952e87"
        }
    }
}

extension Logger.Message {
    /// One of the messages that have an id.
    static func known(_ message: JournalMessage) -> Logger.Message { "\(message.rawValue)" }
}
