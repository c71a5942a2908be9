#if GLPK
import CGLPKSolve

/// GLPK behind its guard.
struct GLPKBackend: MIPBackend {
  func solve(_ model: MIPModel, incumbent: [Double]?, limits: MIPLimits) -> MIPResult {
    guard incumbent?.count ?? model.variableCount == model.variableCount else {
      return MIPResult(
        status: .failed("the incumbent does not fit the model"),
        values: nil,
        objective: .nan,
        bound: -.infinity,
        work: 0
      )
    }
    var values = [Double](repeating: 0, count: max(1, model.variableCount))
    var result = cglpk_result()
    // A simplex iteration touches every row once; that is what a unit of work stands for.
    let perIteration = max(1, model.rowCount)
    let box = StopBox(isCancelled: limits.isCancelled)
    withNames(model, wanted: limits.lpPath != nil) { columnNames, rowNames in
      withArrays(model) { arrays in
        var flat = arrays
        flat.column_names = columnNames
        flat.row_names = rowNames
        values.withUnsafeMutableBufferPointer { buffer in
          result.values = buffer.baseAddress
          var options = cglpk_options()
          options.time_limit = limits.time.map { $0 / .seconds(1) } ?? -1
          options.iteration_limit = limits.work.map { Int64($0 / perIteration) } ?? -1
          options.relative_gap = limits.relativeGap
          options.memory_limit = Int32(clamping: limits.memory)
          options.should_stop = { context in
            guard let context else { return 0 }
            return Unmanaged<StopBox>.fromOpaque(context).takeUnretainedValue().isCancelled()
              ? 1 : 0
          }
          options.context = Unmanaged.passUnretained(box).toOpaque()
          withOptional(incumbent) { start in
            options.incumbent = start
            withOptional(limits.lpPath) { path in
              options.lp_path = path
              _ = withExtendedLifetime(box) { cglpk_solve(&flat, &options, &result) }
            }
          }
        }
      }
    }
    let hasSolution =
      result.status == CGLPK_OPTIMAL.asStatus || result.status == CGLPK_FEASIBLE.asStatus
    return MIPResult(
      status: status(result),
      values: hasSolution ? values : nil,
      objective: result.objective,
      bound: result.bound.isNaN ? -.infinity : result.bound,
      work: Int(result.iterations) * perIteration
    )
  }

  private final class StopBox: Sendable {
    let isCancelled: @Sendable () -> Bool
    init(isCancelled: @escaping @Sendable () -> Bool) { self.isCancelled = isCancelled }
  }

  private func status(_ result: cglpk_result) -> MIPResult.Status {
    switch result.status {
    case CGLPK_OPTIMAL.asStatus: return .optimal
    case CGLPK_INFEASIBLE.asStatus: return .infeasible
    case CGLPK_FEASIBLE.asStatus, CGLPK_UNKNOWN.asStatus:
      switch result.stop {
      case CGLPK_STOP_WORK.asStatus: return .stopped(.workLimit)
      case CGLPK_STOP_CALLER.asStatus: return .stopped(.interrupted)
      default: return .stopped(.timeLimit)
      }
    case CGLPK_UNBOUNDED.asStatus: return .failed("the program is unbounded")
    default:
      let message = withUnsafeBytes(of: result.message) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      return .failed(message.isEmpty ? "GLPK gave no reason" : message)
    }
  }

  private func withArrays(_ model: MIPModel, _ body: (cglpk_model) -> Void) {
    let kinds = model.isInteger.map { UInt8($0 ? 1 : 0) }
    model.lower.withUnsafeBufferPointer { lower in
      model.upper.withUnsafeBufferPointer { upper in
        model.cost.withUnsafeBufferPointer { cost in
          kinds.withUnsafeBufferPointer { kinds in
            model.rowLower.withUnsafeBufferPointer { rowLower in
              model.rowUpper.withUnsafeBufferPointer { rowUpper in
                model.rowStart.withUnsafeBufferPointer { start in
                  model.index.withUnsafeBufferPointer { index in
                    model.value.withUnsafeBufferPointer { value in
                      body(
                        cglpk_model(
                          columns: Int32(clamping: model.variableCount),
                          rows: Int32(clamping: model.rowCount),
                          entries: Int64(index.count),
                          column_lower: lower.baseAddress,
                          column_upper: upper.baseAddress,
                          cost: cost.baseAddress,
                          is_integer: kinds.baseAddress,
                          row_lower: rowLower.baseAddress,
                          row_upper: rowUpper.baseAddress,
                          row_start: start.baseAddress,
                          index: index.baseAddress,
                          value: value.baseAddress,
                          column_names: nil,
                          row_names: nil,
                          constant: model.constant
                        )
                      )
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  private typealias Names = UnsafePointer<UnsafePointer<CChar>?>

  private func withNames(
    _ model: MIPModel,
    wanted: Bool,
    _ body: (Names?, Names?) -> Void
  ) {
    guard wanted else { return body(nil, nil) }
    let text = [model.names, model.rowNames].map { names in names.map { Array($0.utf8CString) } }
    withPointers(text[0]) { columns in withPointers(text[1]) { rows in body(columns, rows) } }
  }

  private func withPointers(_ strings: [[CChar]], _ body: (Names?) -> Void) {
    // One block of characters and an array of pointers into it.
    let block = strings.flatMap { $0 }
    block.withUnsafeBufferPointer { characters in
      var pointers: [UnsafePointer<CChar>?] = []
      var offset = 0
      for string in strings {
        pointers.append(characters.baseAddress.map { $0 + offset })
        offset += string.count
      }
      pointers.withUnsafeBufferPointer { body($0.baseAddress) }
    }
  }

  private func withOptional(_ values: [Double]?, _ body: (UnsafePointer<Double>?) -> Void) {
    guard let values else { return body(nil) }
    values.withUnsafeBufferPointer { body($0.baseAddress) }
  }

  private func withOptional(_ text: String?, _ body: (UnsafePointer<CChar>?) -> Void) {
    guard let text else { return body(nil) }
    text.withCString { body($0) }
  }
}

extension FixedWidthInteger {
  /// C's anonymous enumerations arrive as another integer type than the fields they are put in.
  fileprivate var asStatus: Int32 { Int32(truncatingIfNeeded: self) }
}
#endif
