import Foundation
import PlacementSolver
import Testing

/// `rebalance modify`: a changed plan is recomputed, checked, priced and written.
@Suite(.timeLimit(.minutes(15)))
struct ModifyCommandTests {
  private let scratch: Scratch
  private let file: String

  init() async throws {
    scratch = try Scratch()
    file = scratch.path("plan.json")
    _ = try await Tool.run(["plan", Shipped.workers, "--out", file])
  }

  private func read(_ path: String) throws -> Plan {
    try Plan(json: Data(contentsOf: URL(filePath: path)))
  }

  @Test func changesInPlaceAndKeepsTheHistory() async throws {
    let before = try read(file)
    let outcome = try await Tool.run(["modify", file, "--skip", "4"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.hasPrefix("Updated Rebalancing Plan\n"))
    #expect(outcome.output.contains("skip 4 (\(before.migrations[3].vm)): CPU improvement 86 % → "))
    let after = try read(file)
    #expect(after.migrations.map(\.vm) == before.migrations.dropLast().map(\.vm))
    #expect(after.edits.map(\.migrations) == [[4]])
    #expect(after.isIntact && after.digest != before.digest)
    let verified = try await Tool.run(["verify", file, Shipped.workers])
    #expect(verified.status == 0, "\(verified.errors)")
    _ = try await Tool.run(["modify", file, "--sequential"])
    #expect(try read(file).edits.map(\.action) == [.skip, .sequential])
  }

  @Test func numbersAreThoseOfThePlanGiven() async throws {
    let before = try read(file)
    let out = scratch.path("changed.json")
    let outcome = try await Tool.run(
      [
        "modify", file, "--skip", "1", "--retarget", "2=worker-04", "--reorder", "4,3", "--out",
        out,
      ]
    )
    #expect(outcome.status == 0, "\(outcome.errors)")
    let names = before.migrations.map(\.vm)
    let after = try read(out)
    #expect(after.migrations.map(\.vm) == [names[3], names[2], names[1]])
    #expect(after.migrations.last?.to == "worker-04")
    #expect(try read(file) == before)
  }

  @Test func includesWhatStays() async throws {
    let before = try read(file)
    let stays = try #require(
      before.inventory?.cluster.virtualMachines.first { vm in
        !before.migrations.contains { $0.vm == vm.fullName } && !vm.pinned && vm.node != nil
      }
    )
    let node = try #require(before.nodes.first { $0.name != stays.node }?.name)
    let outcome = try await Tool.run(["modify", file, "--include", "\(stays.name)=\(node)"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("include \(stays.fullName), to \(node): "))
    let after = try read(file)
    #expect(after.migrations.last { $0.vm == stays.fullName }?.to == node)
    #expect(after.edits.map(\.action) == [.include])
    let home = try #require(stays.node)
    let other = try #require(
      before.inventory?.cluster.virtualMachines.first { vm in
        !after.migrations.contains { $0.vm == vm.fullName } && vm.node != nil
      }
    )
    let refused = try await Tool.run(
      ["modify", file, "--include", "\(other.fullName)=\(other.node ?? home)"]
    )
    #expect(refused.status != 0)
    #expect(refused.errors.contains("is on \(other.node ?? home) already"))
  }

  @Test func aDryRunWritesNothing() async throws {
    let before = try Data(contentsOf: URL(filePath: file))
    let outcome = try await Tool.run(["modify", file, "--skip", "1", "--dry-run"])
    #expect(outcome.status == 0)
    #expect(try Data(contentsOf: URL(filePath: file)) == before)
  }

  @Test func saysWhyNotAndWhatWouldBeLegal() async throws {
    let source = try read(file).migrations[0].from ?? ""
    for (flags, words) in [
      (["--skip", "9"], "there is no migration 9; the plan's are 1 to 4"),
      (["--retarget", "1=worker-09"], "there is no node 'worker-09'; nodes are worker-01"),
      (["--retarget", "1=\(source)"], "is on \(source): skip its migration"),
    ] {
      let outcome = try await Tool.run(["modify", file] + flags)
      #expect(outcome.status == 1)
      #expect(outcome.output.isEmpty)
      #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }
  }

  @Test func refusesADocumentThatSomebodyEdited() async throws {
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let edited = try scratch.file(
      "edited.json",
      text.replacing("\"planned\"", with: "\"balanced\"")
    )
    let outcome = try await Tool.run(["modify", edited, "--skip", "1"])
    #expect(outcome.status == 5)
    #expect(outcome.errors.contains("its digest does not fit"))
  }
}
