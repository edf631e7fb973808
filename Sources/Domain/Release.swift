/// The program's own version (Semantic Versioning 2.0.0): what `hotline --version` and the User-Agent say.
package enum Release {
    /// MAJOR.MINOR.PATCH.
    package static let version = "0.1.0"
}
