import ArgumentParser
import Foundation
import PlacementExecution

struct SnapshotCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "snapshot",
    abstract: "Save what planning needs to know of a live cluster.",
    discussion: """
      Writes a v1 List that 'plan' reads. Only what planning needs is kept: no secrets, no \
      environment variables, no cloud-init data.
      """
  )

  @Option(
    help: ArgumentHelp("Where to write it; default standard output.", valueName: "file"),
    completion: .file()
  )
  var out: String?

  @OptionGroup(title: "Cluster") var cluster: KubectlArguments

  func run() async throws {
    let snapshot = try await ClusterSnapshot.read(cluster.kubectl)
    for warning in snapshot.warnings { Console.error("warning: \(warning)") }
    if let out {
      try PrivateFile.write(snapshot.json, to: out)
    } else {
      try Console.print(String(decoding: snapshot.json, as: UTF8.self))
    }
  }
}
