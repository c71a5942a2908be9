// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that users of the library resolve none of its dependencies.
let package = Package(
  name: "PlacementBenchmarks",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "rebalance-bench", targets: ["rebalance-bench"])
  ],
  dependencies: [
    .package(name: "PlacementSolver", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
  ],
  targets: [
    .executableTarget(
      name: "rebalance-bench",
      dependencies: [
        .product(name: "PlacementSolver", package: "PlacementSolver"),
        .product(name: "PlacementIO", package: "PlacementSolver"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources/RebalanceBench"
    ),
    .testTarget(
      name: "RebalanceBenchTests",
      dependencies: ["rebalance-bench"]
    ),
  ],
  swiftLanguageModes: [.v6]
)
