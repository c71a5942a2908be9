import Foundation
import Subprocess

/// Runs kubectl, or a tool with the same arguments such as `oc`.
///
/// There is no shell: arguments are a vector, objects go through standard input. kubectl knows
/// kubeconfigs, credential plugins and proxies, so that no credential is ever read here.
public struct Kubectl: Sendable {
  /// The tool: a path, or a name that is looked up on the `PATH`.
  public var tool: String
  /// The kubeconfig's context; `nil` is the current one.
  public var context: String?
  /// The kubeconfig; `nil` is kubectl's own choice.
  public var kubeconfig: String?

  /// Creates a transport.
  ///
  /// - Parameters:
  ///   - tool: What to run; by default what the environment's `KUBECTL` names, else `kubectl`.
  ///   - context: The kubeconfig's context; `nil` is the current one.
  ///   - kubeconfig: The kubeconfig; `nil` is kubectl's own choice.
  ///   - environment: Where `KUBECTL` is looked up.
  public init(
    tool: String? = nil,
    context: String? = nil,
    kubeconfig: String? = nil,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) {
    let named = environment["KUBECTL"].flatMap { $0.isEmpty ? nil : $0 }
    self.tool = tool ?? named ?? "kubectl"
    self.context = context
    self.kubeconfig = kubeconfig
  }

  /// What one call may take.
  public struct Limits: Sendable {
    /// Seconds after which the tool is killed.
    public var seconds: Double
    /// The most bytes of output.
    public var bytes: Int

    /// For one object.
    public static let object = Limits(seconds: 40, bytes: 16 << 20)
    /// For all objects of a kind.
    public static let list = Limits(seconds: 300, bytes: 1 << 30)
  }

  /// Runs the tool to its end.
  ///
  /// - Parameters:
  ///   - arguments: without the global ones, which are added.
  ///   - input: what it reads from standard input.
  ///   - limits: what it may take.
  /// - Returns: its output.
  /// - Throws: ``ExecutorError`` with the tool's words where it fails.
  public func run(
    _ arguments: [String],
    input: String = "",
    limits: Limits = .object
  ) async throws -> Data {
    // The server gives up before the tool is killed, so that there is an answer in most cases.
    let patience = max(Int(limits.seconds) - 10, 5)
    var all = arguments
    if let context { all.append("--context=\(context)") }
    if let kubeconfig { all.append("--kubeconfig=\(kubeconfig)") }
    all.append("--request-timeout=\(patience)s")
    do {
      return try await withThrowingTaskGroup(of: Data.self) { [all] group in
        group.addTask { try await execute(all, input: input, bytes: limits.bytes) }
        group.addTask {
          try await Task.sleep(for: .seconds(limits.seconds))
          throw ExecutorError(.timeout, "\(tool) gave no answer in \(Int(limits.seconds)) s")
        }
        defer { group.cancelAll() }
        guard let first = try await group.next() else {
          throw ExecutorError(.tool, "\(tool) did not run")
        }
        return first
      }
    } catch let error as SubprocessError {
      throw translate(error)
    } catch is CancellationError {
      throw ExecutorError(.timeout, "\(tool) was stopped")
    }
  }

  private func execute(_ arguments: [String], input: String, bytes: Int) async throws -> Data {
    var options = PlatformOptions()
    // In a group of its own, a Ctrl-C at the terminal reaches this program and not the tool: what
    // it is doing to the cluster is not torn apart.
    options.processGroupID = 0
    // What it started, a credential plugin for one, ends with it: it may hold the output open.
    options.teardownSequence = [
      .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(2))
    ]
    let executable: Executable =
      tool.contains("/") ? .path(.init(tool)) : .name(tool)
    let result = try await Subprocess.run(
      executable,
      arguments: Arguments(arguments),
      platformOptions: options,
      input: .fileDescriptor(
        .init(rawValue: try Self.file(holding: input)),
        closeAfterSpawningProcess: true
      ),
      output: .data(limit: bytes),
      error: .string(limit: 1 << 16)
    )
    let words = KubectlWords(result.standardError)
    guard case .exited(0) = result.terminationStatus else {
      switch result.terminationStatus {
      case .exited: throw words.error
      default: throw ExecutorError(.timeout, "\(tool) was killed")
      }
    }
    return result.standardOutput
  }

  /// What the tool reads, as a file without a name: a tool that ends before it has read all of a
  /// pipe would end this program with it.
  private static func file(holding text: String) throws(ExecutorError) -> Int32 {
    if text.isEmpty {
      let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
      guard nothing >= 0 else { throw ExecutorError(.tool, "/dev/null cannot be opened") }
      return nothing
    }
    let folder = FileManager.default.temporaryDirectory.path
    var name = Array("\(folder)/rebalance-XXXXXX".utf8CString)
    let descriptor = mkstemp(&name)
    guard descriptor >= 0 else {
      throw ExecutorError(.tool, "a temporary file cannot be made in \(folder)")
    }
    unlink(name)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    let bytes = Array(text.utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        close(descriptor)
        throw ExecutorError(.tool, "a temporary file cannot be written in \(folder)")
      }
      written += count
    }
    lseek(descriptor, 0, SEEK_SET)
    return descriptor
  }

  private func translate(_ error: SubprocessError) -> ExecutorError {
    switch error.code {
    case .executableNotFound:
      ExecutorError(
        .tool,
        "\(tool) was not found; install kubectl, or name another tool in KUBECTL"
      )
    case .outputLimitExceeded: ExecutorError(.garbage, "\(tool) printed too much")
    default: ExecutorError(.tool, "\(tool) could not be run: \(error)")
    }
  }
}
