import Domain
import GRDB

extension StoreError {
    /// What an error of SQLite means for the caller.
    ///
    /// - Parameters:
    ///   - error: what SQLite or we threw.
    ///   - path: the database file, for people.
    init(_ error: any Error, at path: String) {
        if let error = error as? StoreError {
            self = error
            return
        }
        guard let error = error as? DatabaseError else {
            self = .unavailable("\(path): \(error)")
            return
        }
        let text = "\(path): \(error.message ?? "SQLite error \(error.extendedResultCode.rawValue)")"
        switch error.extendedResultCode {
        case .SQLITE_IOERR_WRITE, .SQLITE_IOERR_SHMSIZE, .SQLITE_IOERR_TRUNCATE:
            // EFBIG and EDQUOT come as these. Nothing was committed; it may go again when there is room.
            self = .full(text + " (no room or a limit); make room, it goes on by itself")
        case .SQLITE_IOERR_FSYNC, .SQLITE_IOERR_DIR_FSYNC:
            // Linux drops what could not be synced and says "done" the second time: never try again.
            self = .unsound(text + " (the disk could not sync); check the disk, then start again")
        default:
            switch error.resultCode {
            case .SQLITE_FULL: self = .full(text + "; make room, it goes on by itself")
            case .SQLITE_CORRUPT: self = .unsound(text + "; the database is damaged: restore a backup")
            case .SQLITE_NOTADB: self = .unsound(text + "; move the file away, or name another folder as \"state\"")
            default: self = .unavailable(text)
            }
        }
    }
}
