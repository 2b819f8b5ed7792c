extension Forwarder {
    /// Whether requests come faster than a healthy upstream takes them.
    ///
    /// Never while the upstream fails: a client must not wait for a server that is away.
    package var isPressed: Bool {
        waiting.count > limits.pressure && failures == 0 && underWay > 0 && !isClosing
    }

    /// Calls `action` when a request has been taken by the upstream, in turn with others that wait;
    /// at once, with all others, when one fails or the forwarder ends.
    package func afterRelief(_ action: @escaping () -> Void) {
        guard isPressed else { return action() }
        held.append(action)
    }

    /// Answers as many clients as requests have gone, or all of them when the queue is short again.
    func relieve(_ count: Int) {
        for _ in 0..<count where isPressed { held.popFirst()?() }
        if !isPressed { relieveAll() }
    }

    func relieveAll() {
        while let action = held.popFirst() { action() }
    }
}
