/// Taking back what one signal says.
extension ConsentEvidence {
    /// Whether a signal says yes to anything.
    package func grants(_ signal: SignalName) -> Bool {
        let statements = statements
        return statements.contains { $0.signal == signal && !$0.granted.isEmpty }
    }

    /// Makes a signal say yes to nothing; what it refuses stays.
    package func voidGrants(of signal: SignalName) {
        for position in statements.indices where statements[position].signal == signal {
            statements[position].removeGrants()
        }
    }
}
