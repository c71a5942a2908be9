import Foundation
import Testing

@testable import PlacementExecution

/// A tool that does not do what it should.
@Suite(.timeLimit(.minutes(15)))
struct KubectlTests {
  private func error(
    _ script: String,
    seconds: Double = 300,
    bytes: Int = 1 << 16,
    _ arguments: [String] = ["get", "nodes"]
  ) async throws -> ExecutorError {
    let fake = try FakeKubectl(script: script)
    return try #require(
      await #expect(throws: ExecutorError.self) {
        try await fake.kubectl.run(arguments, limits: .init(seconds: seconds, bytes: bytes))
      }
    )
  }

  @Test(arguments: [
    ("Error from server (NotFound): nodes \"n1\" not found", ExecutorError.Code.notFound),
    ("Error from server (Forbidden): pods is forbidden: User \"x\" cannot list", .forbidden),
    ("error: You must be logged in to the server (Unauthorized)", .forbidden),
    (
      "Error from server (Conflict): Operation cannot be fulfilled: the object has been modified",
      .conflict
    ),
    ("Error from server (AlreadyExists): leases \"x\" already exists", .conflict),
    ("Error from server (Timeout): the server was unable to return a response", .timeout),
    ("Unable to connect to the server: dial tcp: lookup api: no such host", .unavailable),
    ("The connection to the server localhost:8080 was refused", .unavailable),
    ("Error from server (TooManyRequests): slow down", .unavailable),
    ("Error from server: etcdserver: leader changed", .unavailable),
    ("Error from server (Forbidden): pods \"p\" is forbidden: exceeded quota: compute", .quota),
    ("admission webhook denied the request: in-flight migration detected.", .busy),
    ("admission webhook denied the request: the VMI \"prod/x\" does not exist", .notFound),
    ("admission webhook denied the request: Cannot migrate VMI in finalized state.", .rejected),
    ("error: context \"nowhere\" does not exist", .tool),
    ("error: unknown flag: --chunk-size", .tool),
  ])
  func itsWordsAreUnderstood(words: String, code: ExecutorError.Code) async throws {
    let error = try await error("cat >&2 <<'END'\n\(words)\nEND\nexit 1")
    #expect(error.code == code, "\(error)")
    #expect(words.hasSuffix(error.message) || error.message == words, "\(error)")
  }

  @Test func aFailureWithoutAWord() async throws {
    let error = try await error("exit 3")
    #expect(error.code == .rejected)
    #expect(error.message == "kubectl failed without a word")
  }

  @Test func aToolThatHangsIsKilled() async throws {
    let error = try await error("exec sleep 600", seconds: 0.5)
    #expect(error.code == .timeout)
    #expect(error.leavesDoubt)
  }

  @Test func aToolWhoseHelperHangsIsKilledWithIt() async throws {
    // A credential plugin that waits for somebody keeps the output open.
    let error = try await error("sleep 600", seconds: 0.5)
    #expect(error.code == .timeout)
  }

  @Test func aToolThatIsKilledLeavesDoubt() async throws {
    let error = try await error("kill -9 $$")
    #expect(error.code == .timeout)
  }

  @Test func aToolThatPrintsWithoutEndIsStopped() async throws {
    let error = try await error("while :; do echo nonsense nonsense nonsense; done", bytes: 4096)
    #expect(error.code == .garbage)
  }

  @Test func aSlowToolIsWaitedFor() async throws {
    let fake = try FakeKubectl(script: "sleep 1; echo '{\"items\": []}'")
    let executor = KubernetesExecutor(kubectl: fake.kubectl)
    #expect(try await executor.transfers().isEmpty)
  }

  @Test func aToolThatDoesNotReadItsInputDoesNotEndThisProgram() async throws {
    let fake = try FakeKubectl(script: "echo 'error: unknown flag: -f' >&2; exit 1")
    let input = String(repeating: "a manifest that does not fit into a pipe. ", count: 20_000)
    let error = try #require(
      await #expect(throws: ExecutorError.self) {
        try await fake.kubectl.run(["create", "-f", "-"], input: input)
      }
    )
    #expect(error.message == "unknown flag: -f")
  }

  @Test func whatIsGivenIsRead() async throws {
    let fake = try FakeKubectl(script: "cat")
    let input = String(repeating: "{\"kind\": \"List\"} ", count: 20_000)
    #expect(try await fake.kubectl.run(["create"], input: input) == Data(input.utf8))
    #expect(try await fake.kubectl.run(["create"]).isEmpty)
  }

  @Test func aMissingToolIsNamed() async throws {
    let kubectl = Kubectl(tool: "/no/such/kubectl")
    let error = try #require(
      await #expect(throws: ExecutorError.self) { try await kubectl.run(["version"]) }
    )
    #expect(error.code == .tool)
    #expect(error.message.contains("/no/such/kubectl was not found"))
  }

  @Test func credentialsAreNotRepeated() async throws {
    let error = try await error(
      "echo 'token Bearer abc.def.ghi refused by https://me:secret@proxy.local/x' >&2; exit 1"
    )
    #expect(!error.message.contains("abc.def.ghi"))
    #expect(!error.message.contains("secret"))
    #expect(error.message.contains("refused by"))
  }

  @Test func controlCharactersDoNotReachTheTerminal() async throws {
    let error = try await error("printf '\\033[2Jgone\\a\\n' >&2; exit 1")
    #expect(!error.message.unicodeScalars.contains { $0.value < 0x20 })
  }

  @Test(arguments: [
    "", "nonsense", "{\"items\": [", "{\"items\": [{\"metadata\": {}}]}", "[]", "null",
    "{\"items\": {\"a\": 1}}", "<html>502 Bad Gateway</html>",
  ])
  func aListThatIsNoneIsGarbage(answer: String) async throws {
    let fake = try FakeKubectl(script: "cat <<'END'\n\(answer)\nEND")
    let executor = KubernetesExecutor(kubectl: fake.kubectl)
    let error = try #require(
      await #expect(throws: ExecutorError.self) { try await executor.transfers() }
    )
    #expect(error.code == .garbage)
  }

  @Test(arguments: ["nonsense", "{\"items\": [", "[1, 2", "null"])
  func detailsThatAreNoneAreGarbageOrNothing(answer: String) async throws {
    let fake = try FakeKubectl(script: "cat <<'END'\n\(answer)\nEND")
    let executor = KubernetesExecutor(kubectl: fake.kubectl)
    var request = DetailsRequest()
    request.machines = ["prod/vm1"]
    do {
      #expect(try await executor.details(of: request).machines.isEmpty)
    } catch let error as ExecutorError {
      #expect(error.code == .garbage)
    }
  }

  @Test(arguments: [
    "prod/--all", "prod/a b", "prod/../x", "prod", "prod/a/b", "-n/x", "prod/$(id)", "prod/A", "/",
  ])
  func whatIsNoNameNeverBecomesAnArgument(name: String) async throws {
    let fake = try FakeKubectl(script: "echo '{}'")
    let executor = KubernetesExecutor(kubectl: fake.kubectl)
    await #expect(throws: ExecutorError.self) { try await executor.perform(.stop(vm: name)) }
    #expect(fake.calls.isEmpty)
  }

  @Test func theClusterIsChosenByArguments() async throws {
    let fake = try FakeKubectl(script: "echo '{\"items\": []}'")
    var kubectl = fake.kubectl
    (kubectl.context, kubectl.kubeconfig) = ("blue", "/tmp/a b")
    _ = try await kubectl.run(["get", "nodes"])
    let call = try #require(fake.calls.first)
    #expect(call.contains("--context=blue --kubeconfig=/tmp/a b --request-timeout="))
  }

  @Test func aServerThatDropsTheTargetIsNoticed() async throws {
    let fake = try FakeKubectl(
      script: """
        case "$1" in
        create) echo '{"metadata": {"name": "m1"}, "spec": {"vmiName": "vm1"}}';;
        get) echo '{"metadata": {"name": "n1"}}';;
        esac
        """
    )
    let executor = KubernetesExecutor(kubectl: fake.kubectl)
    let command = Command.migrate(
      vm: "prod/vm1",
      to: "n1",
      tag: Tag(run: "r", move: 1, attempt: 1)
    )
    let error = try #require(
      await #expect(throws: ExecutorError.self) { try await executor.perform(command) }
    )
    #expect(error.message.contains("addedNodeSelector"))
    #expect(fake.calls.last?.hasPrefix("delete virtualmachineinstancemigrations") ?? false)
  }
}
