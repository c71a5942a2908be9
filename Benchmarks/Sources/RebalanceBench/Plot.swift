import Foundation

/// Draws curves as SVG: quality over time, and over moves, as far as they were followed.
struct Plot {
  var curves: [Curve]

  private static let panel = (width: 420.0, height: 300.0, left: 60.0, top: 40.0)
  private static let colors = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000",
  ]

  /// The whole document.
  var svg: String {
    let panels = [
      ("seconds (logarithmic)", curves.map(\.overTime)),
      ("migrations (logarithmic)", curves.map(\.overMoves)),
    ]
    // One point each is where the curves end, and none of them.
    .filter { $0.1.contains { $0.count > 1 } }
    let pitch = Self.panel.width + Self.panel.left + 20
    let width = Double(max(1, panels.count)) * pitch + 20
    let height = Self.panel.top + Self.panel.height + 60 + 18 * Double(curves.count)
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(Self.number(width))\" "
        + "height=\"\(Self.number(height))\" font-family=\"sans-serif\" font-size=\"12\">",
      "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>",
    ]
    for (i, (title, series)) in panels.enumerated() {
      lines += panel(at: Self.panel.left + Double(i) * pitch, title: title, series)
    }
    for (i, curve) in curves.enumerated() {
      let y = Self.panel.top + Self.panel.height + 54 + 18 * Double(i)
      lines.append(
        "<text x=\"\(Self.number(Self.panel.left))\" y=\"\(Self.number(y))\" "
          + "fill=\"\(color(i))\">\(Self.escaped(curve.name))</text>"
      )
    }
    return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  private func color(_ i: Int) -> String { Self.colors[i % Self.colors.count] }

  private func panel(at left: Double, title: String, _ series: [[Curve.Point]]) -> [String] {
    let (width, height, top) = (Self.panel.width, Self.panel.height, Self.panel.top)
    let all = series.flatMap(\.self)
    let low = log10(max(1e-4, all.map(\.x).min() ?? 1e-3)).rounded(.down)
    let high = max(low + 1, log10(max(1e-4, all.map(\.x).max() ?? 1)).rounded(.up))
    let floor = max(0, ((all.map(\.captured).min() ?? 0) * 10).rounded(.down) / 10)
    let bottom = min(floor, 0.9)
    func x(_ value: Double) -> Double {
      left + width * (log10(max(1e-4, value)) - low) / (high - low)
    }
    func y(_ captured: Double) -> Double {
      top + height * (1 - (max(bottom, captured) - bottom) / (1 - bottom))
    }
    func text(_ x: Double, _ y: Double, _ anchor: String, _ text: String) -> String {
      "<text x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" text-anchor=\"\(anchor)\">"
        + "\(Self.escaped(text))</text>"
    }
    var lines = [
      text(left, top - 12, "start", "captured share of the provable improvement"),
      text(left + width / 2, top + height + 34, "middle", title),
    ]
    for step in 0...5 {
      let captured = bottom + (1 - bottom) * Double(step) / 5
      lines.append(Self.line((left, y(captured)), (left + width, y(captured))))
      let label = String(format: "%.0f %%", 100 * captured)
      lines.append(text(left - 6, y(captured) + 4, "end", label))
    }
    for decade in Int(low)...Int(high) {
      let value = pow(10, Double(decade))
      lines.append(Self.line((x(value), top), (x(value), top + height)))
      lines.append(text(x(value), top + height + 16, "middle", String(format: "%g", value)))
    }
    for (i, points) in series.enumerated() {
      let path = points.map { "\(Self.number(x($0.x))),\(Self.number(y($0.captured)))" }
      lines.append(
        "<polyline fill=\"none\" stroke=\"\(color(i))\" stroke-width=\"2\" "
          + "points=\"\(path.joined(separator: " "))\"/>"
      )
      for point in points {
        lines.append(
          "<circle cx=\"\(Self.number(x(point.x)))\" cy=\"\(Self.number(y(point.captured)))\" "
            + "r=\"3\" fill=\"\(color(i))\"/>"
        )
      }
    }
    return lines
  }

  private static func line(_ a: (Double, Double), _ b: (Double, Double)) -> String {
    "<line x1=\"\(number(a.0))\" y1=\"\(number(a.1))\" x2=\"\(number(b.0))\" "
      + "y2=\"\(number(b.1))\" stroke=\"#ddd\"/>"
  }

  private static func number(_ value: Double) -> String { String(format: "%.1f", value) }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
