import PlacementModel
import Testing

@testable import PlacementChecker

/// What a state must be like for a plan to end in it: limits on all moves together.
@Suite struct EndStatesTests {
  private static let nodes = [node("n1"), node("n2")]

  private func codes(_ test: Case, _ moved: Int...) -> Set<Violation.Code> {
    var states = EndStates(inventory: test.inventory, goal: test.goal)
    for vm in moved { states.assign(vm, to: 1) }
    return Set(states.violations.map(\.code))
  }

  @Test func everyMoveBeyondTheLimitIsOneTooMany() {
    var test = Case(Self.nodes, [vm("p", on: "n1"), vm("q", on: "n1")])
    test.goal.maxMigrations = 1
    #expect(codes(test, 0) == [])
    #expect(codes(test, 0, 1) == [.maxMigrations])
    test.goal.maxMigrations = 0
    #expect(codes(test, 1) == [.maxMigrations])
  }

  @Test func placementsAreNoMigrations() {
    var test = Case(Self.nodes, [vm("p", on: nil), vm("q", on: "n1")])
    test.goal.maxMigrations = 0
    #expect(codes(test, 0) == [])
  }

  @Test func downtimeAddsUp() {
    func stuck(_ vm: inout VirtualMachine) { vm.accessModes = [.readWriteOnce] }
    var test = Case(Self.nodes, [vm("p", on: "n1", stuck), vm("q", on: "n1", stuck)])
    test.goal.maxDowntime = test.inventory.policy.migration.coldDowntime
    #expect(codes(test, 0) == [])
    #expect(codes(test, 0, 1) == [.maxDowntime])
  }
}
