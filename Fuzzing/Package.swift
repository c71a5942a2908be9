// swift-tools-version: 6.2
import PackageDescription

// A package of its own: `scripts/fuzz` builds it with coverage for libFuzzer, which nothing else is.
let package = Package(
  name: "Fuzzing",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "PlacementSolver", path: "..")],
  targets: [
    .executableTarget(
      name: "fuzz",
      dependencies: [
        .product(name: "PlacementSolver", package: "PlacementSolver"),
        .product(name: "PlacementIO", package: "PlacementSolver"),
        .product(name: "PlacementExecution", package: "PlacementSolver"),
      ],
      path: "Sources/Fuzz"
    )
  ],
  swiftLanguageModes: [.v6]
)
