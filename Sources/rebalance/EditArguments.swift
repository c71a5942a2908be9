import ArgumentParser
import Foundation
import PlacementSolver

/// The changes that `modify` makes.
struct EditArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Leave the VM of migration N where it is; several with commas, or repeat.",
      valueName: "n"
    )
  )
  var skip: [NumberList] = []

  @Option(help: ArgumentHelp("Send the VM of migration N to another node.", valueName: "n=node"))
  var retarget: [Retarget] = []

  @Option(
    help: ArgumentHelp("Move a VM that the plan leaves where it is.", valueName: "vm=node")
  )
  var include: [Include] = []

  @Option(
    help: ArgumentHelp("Make these migrations first, in this order.", valueName: "3,1,2")
  )
  var reorder: NumberList?

  @Flag(help: "Make one migration after the other.")
  var sequential = false

  @Option(
    help: ArgumentHelp("Plan what alternative N of the plan proposes instead.", valueName: "n")
  )
  var acceptAlternative: Int?

  @Flag(help: "Plan anew what was not decided by hand: the best around all changes so far.")
  var reoptimize = false

  var isEmpty: Bool {
    skip.isEmpty && retarget.isEmpty && include.isEmpty && reorder == nil && !sequential
      && acceptAlternative == nil && !reoptimize
  }

  /// The edits in the order they are made, their numbers those of one plan.
  func edits(of plan: Plan) throws -> [Plan.Edit] {
    let names = NodeNames(plan)
    var edits: [Plan.Edit] = []
    if let acceptAlternative { edits.append(.accept(alternative: acceptAlternative)) }
    for number in skip.flatMap(\.numbers) {
      let vm = try plan.mover(number, for: "--skip \(number)")
      edits.append(Plan.Edit(.skip, vms: [vm], migrations: [number]))
    }
    for wish in retarget {
      let vm = try plan.mover(wish.number, for: "--retarget \(wish)")
      let node = names.name(of: wish.node)
      edits.append(Plan.Edit(.retarget, vms: [vm], migrations: [wish.number], node: node))
    }
    for wish in include {
      edits.append(.include(plan.fullName(of: wish.vm), to: names.name(of: wish.node)))
    }
    // An order is one of the moves there are in the end.
    if reoptimize { edits.append(.reoptimize) }
    if let numbers = reorder?.numbers {
      let vms = try numbers.map { try plan.mover($0, for: "--reorder") }
      edits.append(Plan.Edit(.reorder, vms: vms, migrations: numbers))
    }
    if sequential { edits.append(.sequential) }
    return edits
  }
}

extension Plan {
  /// The VM of a migration.
  func mover(_ number: Int, for flag: String) throws -> String {
    if let migration = migrations.first(where: { $0.id == number }) { return migration.vm }
    let known =
      migrations.isEmpty ? "the plan has none" : "the plan's are 1 to \(migrations.count)"
    throw Failure(.badInput, "error: \(flag): there is no migration \(number); \(known)")
  }
}

/// Nodes by what people call them: their name or their `kubernetes.io/hostname`.
struct NodeNames {
  private var names: [String: String] = [:]

  init(_ plan: Plan) {
    for node in plan.inventory?.cluster.nodes ?? [] { names[node.hostname] = node.name }
    for node in plan.inventory?.cluster.nodes ?? [] { names[node.name] = node.name }
  }

  /// The node's name; what was given where there is no such node.
  func name(of text: String) -> String { names[text] ?? text }
}

/// Numbers of migrations as a flag spells them: `3,1,2`.
struct NumberList: ExpressibleByArgument {
  var numbers: [Int]

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
    guard numbers.count == parts.count, numbers.allSatisfy({ $0 > 0 }),
      Set(numbers).count == numbers.count
    else { return nil }
    self.numbers = numbers
  }
}

/// A VM and the node it is to move to, as a flag spells them: `prod/app-01=worker-04`.
struct Include: ExpressibleByArgument, CustomStringConvertible {
  var vm: String
  var node: String

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return nil }
    (vm, node) = (parts[0], parts[1])
  }

  var description: String { "\(vm)=\(node)" }
}

/// Another node for a migration as a flag spells it: `1=worker-04`.
struct Retarget: ExpressibleByArgument, CustomStringConvertible {
  var number: Int
  var node: String

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1)
    guard parts.count == 2, let number = Int(parts[0]), number > 0 else { return nil }
    self.number = number
    node = String(parts[1])
  }

  var description: String { "\(number)=\(node)" }
}
