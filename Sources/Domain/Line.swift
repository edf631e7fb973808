/// First in, first out, without moving all others at each step.
package struct Line<Element> {
    private var elements: [Element] = []
    private var head = 0

    package init() {}

    /// Nobody waits.
    package var isEmpty: Bool { head == elements.count }
    /// How many wait.
    package var count: Int { elements.count - head }

    /// Adds one at the end.
    package mutating func append(_ element: Element) { elements.append(element) }

    /// Takes out who has waited longest; nil where nobody waits. O(1) over many calls.
    package mutating func popFirst() -> Element? {
        guard head < elements.count else { return nil }
        let element = elements[head]
        head += 1
        if head > 32, head * 2 > elements.count {
            elements.removeFirst(head)
            head = 0
        }
        return element
    }

    /// Takes all out, in order.
    package mutating func removeAll() -> [Element] {
        defer { self = Line() }
        return Array(elements[head...])
    }
}

extension Line where Element: Equatable {
    /// Takes the first one that is equal out of the line.
    package mutating func remove(_ element: Element) {
        guard let index = elements[head...].firstIndex(of: element) else { return }
        elements.remove(at: index)
    }
}

extension Line: Sendable where Element: Sendable {}
