import PlacementModel

extension ExecutionDocument {
  /// As one HTML file that needs nothing else.
  package static func html(_ report: ExecutionReport) -> String {
    let blocks = blocks(report)
    var title: RichText = "Rebalancing"
    var rest = blocks[...]
    if case .heading(_, let text)? = blocks.first {
      title = text
      rest = blocks.dropFirst()
    }
    let page: HTML = """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
      style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
      <meta name="referrer" content="no-referrer">
      <title>\(title.spans.map(\.text).joined())</title>
      <link rel="icon" href="data:,">
      <style>
      \(PageStyle.css)
      </style>
      </head>
      <body>
      <header class="top"><div class="wide">
      <p class="eyebrow">VM Rebalance Run</p>
      <h1>\(HTMLBlocks.render(title))</h1>
      </div></header>
      <main id="main"><section><div class="wide">
      \(HTMLBlocks.render(Array(rest)))
      </div></section></main>
      <footer><div class="wide"><p>Run <code>\(report.run)</code></p>\
      <p>Plan digest <code>\(report.planDigest)</code></p></div></footer>
      </body>
      </html>

      """
    return page.markup
  }
}
