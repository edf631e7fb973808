/// What one feed's requests carry besides what every request does.
package struct RequestOptions: Sendable, Hashable {
    /// Sent to the feed's own origin only, never across a redirect to another.
    package var headers: [HeaderField] = []
    /// `user:password` for basic authentication; never printed.
    package var basicAuth: String?
    /// Sent in place of ours; nil sends ours.
    package var userAgent: String?
    /// Shown to the feed's own origin only.
    package var clientCertificate: ClientCertificate?
    /// The configuration gives credentials, header fields or a certificate, whether or not they were read.
    package var isPersonal = false

    package init() {}
}

/// Who we are, for servers that ask for a certificate (RFC 8446 §4.4.2). PEM texts; never printed.
package struct ClientCertificate: Sendable, Hashable {
    /// With the certificates that lead to the issuer, if any.
    package let certificate: String
    /// Secret: never printed.
    package let key: String
    /// What the key is encrypted with.
    package let password: String?

    package init(certificate: String, key: String, password: String? = nil) {
        self.certificate = certificate
        self.key = key
        self.password = password
    }
}

/// A header field's name and value.
package struct HeaderField: Sendable, Hashable {
    /// As it is sent; compared without case (RFC 9110 §5.1).
    package let name: String
    /// Without surrounding white space.
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
