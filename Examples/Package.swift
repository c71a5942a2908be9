// swift-tools-version: 6.2
import PackageDescription

// A package as yours would be: it depends on the library and resolves what the library needs.
let package = Package(
  name: "PlacementExamples",
  platforms: [.macOS(.v15)],
  dependencies: [
    // Without the trait "Tools" nothing is fetched that only the executables need.
    .package(name: "PlacementSolver", path: "..", traits: ["GLPK"])
  ],
  targets: [
    .executableTarget(
      name: "plan-a-cluster",
      dependencies: [.product(name: "PlacementSolver", package: "PlacementSolver")]
    ),
    .executableTarget(
      name: "custom-rule",
      dependencies: [.product(name: "PlacementSolver", package: "PlacementSolver")]
    ),
    .executableTarget(
      name: "custom-executor",
      dependencies: [
        .product(name: "PlacementSolver", package: "PlacementSolver"),
        .product(name: "PlacementExecution", package: "PlacementSolver"),
      ]
    ),
    .testTarget(
      name: "ScenarioTests",
      dependencies: [
        .product(name: "PlacementSolver", package: "PlacementSolver"),
        .product(name: "PlacementIO", package: "PlacementSolver"),
      ],
      resources: [.copy("Scenarios")]
    ),
  ],
  swiftLanguageModes: [.v6]
)
