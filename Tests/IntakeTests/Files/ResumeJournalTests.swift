import Bytes
import Glibc
import Synchronization
import Testing

@testable import Intake

/// `--resume`: what is done is left out, exactly.
@Suite struct ResumeJournalTests {
    private func options(
        _ room: Room, _ output: BatchOutput, profile: String = "anonymous"
    ) -> BatchOptions {
        BatchOptions(
            inputs: [room("in")], output: output, resumePath: room("journal"),
            settings: [BatchSetting("matglas", "1"), BatchSetting("--profile", profile)])
    }

    private func makeFiles() -> Room {
        let room = Room()
        _ = room.makeDirectory("in")
        for name in ["a", "b", "c\twith\\odd\nname"] { room.write("in/\(name)", "\(name)1\n") }
        return room
    }

    @Test(arguments: [true, false])
    func `a second run leaves out what the first did`(isInPlace: Bool) {
        let room = makeFiles()
        let output = isInPlace ? BatchOutput.inPlace : .directory(room("out"))
        #expect(run(options(room, output)).status == 0)
        let looked = Atomic(0)
        let again = run(options(room, output), onFormat: { _ in looked.add(1, ordering: .relaxed) })
        #expect(again.status == 0)
        #expect(again.said == ["matglas: 3 of 3 files were done before, by \(room("journal"))"])
        #expect(looked.load(ordering: .relaxed) == 0)
    }

    @Test(arguments: [true, false])
    func `names that only look alike, or end in a carriage return, are files of their own`(
        isInPlace: Bool
    ) {
        let room = Room()
        _ = room.makeDirectory("in")
        let names = ["caf\u{E9}", "cafe\u{301}", "d\r", "e", "\u{301}f"]
        for (number, name) in names.enumerated() {
            room.write("in/\(name)", String(repeating: "1", count: number) + "\n")
        }
        let output = isInPlace ? BatchOutput.inPlace : .directory(room("out"))
        #expect(run(options(room, output)).status == 0)
        for (number, name) in names.enumerated() {
            let result = room.text(isInPlace ? "in/\(name)" : "out/\(name)")
            #expect(result == String(repeating: "X", count: number) + "\n")
        }
        let again = run(options(room, output))
        #expect(again.said == ["matglas: 5 of 5 files were done before, by \(room("journal"))"])
    }

    @Test(arguments: [true, false])
    func `a file that changed since, or whose result went, is done again`(isInPlace: Bool) {
        let room = makeFiles()
        let output = isInPlace ? BatchOutput.inPlace : .directory(room("out"))
        #expect(run(options(room, output)).status == 0)
        room.write("in/a", "a12\n")
        if isInPlace { room.write("in/b", "b1\n") } else { unsafe unlink(room("out/b")) }
        let again = run(options(room, output))
        #expect(again.said == ["matglas: 1 of 3 files were done before, by \(room("journal"))"])
        #expect(room.text(isInPlace ? "in/a" : "out/a") == "aXX\n")
        #expect(room.text(isInPlace ? "in/b" : "out/b") == "bX\n")
    }

    @Test func `what fails is not done, and is tried again`() {
        let room = makeFiles()
        room.write("in/b", "%\n")
        #expect(run(options(room, .inPlace)).status == 65)
        room.write("in/b", "b1\n")
        let again = run(options(room, .inPlace))
        #expect(again.status == 0)
        #expect(again.said == ["matglas: 2 of 3 files were done before, by \(room("journal"))"])
        #expect(room.text("in/b") == "bX\n")
    }

    @Test func `between journal and rename a crash leaves the file to the next run`() {
        let room = makeFiles()
        var calls = FileCalls.system
        calls.exchange = { _, _ in -Int(EIO) }
        #expect(run(options(room, .inPlace), calls: calls).status == 74)
        let again = run(options(room, .inPlace))
        #expect(again.said == [])
        #expect(room.text("in/a") == "aX\n")
    }

    @Test func `a journal of other options is refused, and the difference named`() {
        let room = makeFiles()
        #expect(run(options(room, .inPlace)).status == 0)
        let before = room.bytes("journal")
        let other = run(options(room, .inPlace, profile: "addresses"))
        #expect(other.status == 64)
        #expect(other.said.count == 1)
        #expect(
            other.said.first?.contains("was made with --profile anonymous, now addresses,") == true)
        #expect(room.bytes("journal") == before)
    }

    @Test(arguments: ["notes of mine\n", "notes", "matglas-journal 2\n"])
    func `a file that is no journal is left alone`(text: String) {
        let room = makeFiles()
        room.write("journal", text)
        let ending = run(options(room, .inPlace))
        #expect(ending.status == 64)
        #expect(room.text("journal") == text)
        #expect(room.text("in/a") == "a1\n")
    }

    @Test func `a line that a crash cut is taken away`() throws {
        let room = makeFiles()
        #expect(run(options(room, .inPlace)).status == 0)
        let whole = try #require(room.bytes("journal"))
        for length in stride(from: 0, to: whole.count, by: 7) {
            room.write("journal", Array(whole[..<length]))
            #expect(run(options(room, .inPlace)).status == 0)
            let text = try #require(room.text("journal"))
            #expect(text.hasPrefix("matglas-journal 1\nsetting\tmatglas\t1\n"))
            #expect(text.split(separator: "\n").dropFirst(4).allSatisfy { $0.hasPrefix("done\t") })
        }
        #expect(room.text("in/a") == "aX\n")
    }

    @Test func `a journal that another run writes is refused`() throws {
        let room = makeFiles()
        let journal = try ResumeJournal(
            opening: room("journal"), settings: [], calls: .system)
        let ending = run(options(room, .inPlace))
        #expect(ending.status == 64)
        #expect(ending.said.first?.contains("is used by another run") == true)
        withExtendedLifetime(journal) {}
    }

    @Test(arguments: [BatchOutput.standardOutput, .file("out")])
    func `without files of their own there is nothing to go on with`(output: BatchOutput) {
        let room = makeFiles()
        #expect(run(options(room, output)).status == 64)
        #expect(room.names == ["in"])
    }
}
