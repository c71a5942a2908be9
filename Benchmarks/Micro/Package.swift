// swift-tools-version: 6.2
import PackageDescription

// Apart from rebalance-bench, which needs none of this.
let package = Package(
  name: "PlacementMicroBenchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "PlacementSolver", path: "../.."),
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.0", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "Micro",
      dependencies: [
        .product(name: "PlacementSolver", package: "PlacementSolver"),
        .product(name: "PlacementIO", package: "PlacementSolver"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/Micro",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
    )
  ],
  swiftLanguageModes: [.v6]
)
