/// The reference document that the demonstration counts as known from the beginning. Invented.
enum DemoSeed {
    static let fileName = "000-demo-channel.txt"

    static let text = """
        Trump and Putin open a direct channel after call on prisoners

        Donald Trump and Vladimir Putin have agreed to open a direct channel between their offices, the two governments \
        said after a telephone conversation that was kept short on purpose. \(excerpt)

        Diplomats in both capitals warned against hopes of a quick result. The line, one of them said, was there so that \
        nobody would have to guess again.
        """

    /// What one feed brings again later.
    static let excerpt = """
        Under the arrangement that followed the call between Trump and Putin, each president names one person who may be \
        reached at any hour, and neither office will speak of what is said there. The first matter to pass through the channel was a list of forty prisoners, which \
        both sides are to compare before the week is over.
        """
}
