/// Plain values in a row, read without reference counts or range checks in optimised builds.
///
/// Inner loops read several such columns for each candidate; arrays in a class cost two to five
/// times as much there. The memory belongs to an ``Arena``, and nothing writes to it once it is
/// filled. This file holds all unsafe code of the solver but the bridge to GLPK.
struct Column<Element: BitwiseCopyable>: @unchecked Sendable {
  private let base: UnsafePointer<Element>
  private let count: Int

  fileprivate init(base: UnsafePointer<Element>, count: Int) {
    self.base = base
    self.count = count
  }

  /// A value; the range is checked in debug builds only.
  @inline(__always)
  subscript(i: Int) -> Element {
    assert(i >= 0 && i < count, "index \(i) is not within 0..<\(count)")
    return base[i]
  }
}

/// Owns the memory of columns; they must not be read after it is gone.
final class Arena: @unchecked Sendable {
  private var blocks: [UnsafeMutableRawPointer] = []

  /// Copies values into a column.
  func column<Element: BitwiseCopyable>(_ values: [Element]) -> Column<Element> {
    let block = UnsafeMutablePointer<Element>.allocate(capacity: max(1, values.count))
    block.initialize(from: values, count: values.count)
    blocks.append(UnsafeMutableRawPointer(block))
    return Column(base: UnsafePointer(block), count: values.count)
  }

  deinit { for block in blocks { block.deallocate() } }
}
