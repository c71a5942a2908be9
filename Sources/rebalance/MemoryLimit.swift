import Foundation
import PlacementModel
import PlacementReport

/// The limit on this process's address space, as `ulimit -v` sets it.
///
/// Swift ends a process that gets no memory, without a word that helps. So what surely does not fit
/// is refused beforehand, and where memory runs out all the same, the last line says what to do.
struct MemoryLimit {
  /// In bytes.
  let bytes: Int

  /// That of this process; `nil` where there is none.
  init?() {
    var limit = rlimit()
    #if canImport(Glibc)
    let isKnown = getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0
    #else
    let isKnown = getrlimit(RLIMIT_AS, &limit) == 0
    #endif
    // What is larger than any address means that there is no limit.
    guard isKnown, let bytes = Int(exactly: limit.rlim_cur), bytes < 1 << 46 else { return nil }
    self.bytes = bytes
  }

  /// What the smallest plan takes: the program, its libraries and the stacks of its threads.
  private static let program = 192 << 20

  /// What planning takes at least, in bytes of address space.
  ///
  /// Measured with one arena for all threads at up to 10,000 nodes and 100,000 VMs: a tenth
  /// more was always enough.
  static func need(nodes: Int, vms: Int) -> Int { program + 4_096 * nodes + 9_216 * vms }

  /// Makes the most of the limit, where there is one, and explains an end that it brings about.
  ///
  /// - Throws: ``Failure`` where not even a small plan fits.
  static func respect() throws(Failure) {
    guard let limit = MemoryLimit() else { return }
    guard limit.bytes >= program else {
      throw limit.failure("rebalance takes about \(Format.bytes(Double(program))) of memory")
    }
    shareArena()
    limit.explainItsEnd()
  }

  /// Refuses what does not fit.
  ///
  /// - Throws: ``Failure`` that says what is taken and what is there.
  func check(_ cluster: Cluster) throws(Failure) {
    let (nodes, vms) = (cluster.nodes.count, cluster.virtualMachines.count)
    let need = Self.need(nodes: nodes, vms: vms)
    guard need > bytes else { return }
    throw failure(
      "planning for \(Format.count(nodes, "node")) and \(Format.count(vms, "VM")) takes about "
        + "\(Format.bytes(Double(need))) of memory"
    )
  }

  private func failure(_ need: String) -> Failure {
    Failure(.badInput, "error: \(need), and \(words)")
  }

  private var words: String {
    "the limit is \(Format.bytes(Double(bytes))) (ulimit -v): raise it, or plan for fewer nodes"
  }

  /// Lets all threads allocate from one place: each place of its own would reserve 64 MiB.
  private static func shareArena() {
    #if canImport(Glibc)
    typealias Mallopt = @convention(c) (Int32, Int32) -> Int32
    // Glibc's Swift module leaves out <malloc.h>. M_ARENA_MAX is -8 there.
    guard let address = dlsym(nil, "mallopt") else { return }
    _ = unsafeBitCast(address, to: Mallopt.self)(-8, 1)
    #endif
  }

  /// Swift aborts where it gets no memory; libraries written in C read from address 0.
  private func explainItsEnd() {
    Self.lastWords = Array("error: memory has run out, as it seems; \(words)\n".utf8)
    // A handler may do next to nothing; the bytes are there already.
    for number in [SIGABRT, SIGSEGV] {
      signal(number) { _ in
        MemoryLimit.lastWords.withUnsafeBytes { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
        _exit(Failure.Status.badInput.rawValue)
      }
    }
  }

  /// Written once, before there is a second thread.
  private nonisolated(unsafe) static var lastWords: [UInt8] = []
}
