/// The version of this program, as `--version` and the metrics tell it.
package enum ProgramVersion {
    package static let text = "0.1.0"
}
