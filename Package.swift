// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "PlacementSolver",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "PlacementSolver", targets: ["PlacementSolver"]),
    .library(name: "PlacementIO", targets: ["PlacementIO"]),
    .library(name: "PlacementExecution", targets: ["PlacementExecution"]),
    .library(name: "placement-c", type: .dynamic, targets: ["PlacementC"]),
    .executable(name: "rebalance", targets: ["rebalance"]),
  ],
  traits: [
    .trait(name: "GLPK", description: "Solve mixed-integer programs with GLPK, which is GPL-3."),
    .trait(name: "Tools", description: "What the executables need and the library does not."),
    .default(enabledTraits: ["GLPK", "Tools"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.1.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: [
    .systemLibrary(
      name: "CGLPK",
      providers: [.apt(["libglpk-dev"]), .brew(["glpk"])]
    ),
    // The module map's link only reaches Swift that imports it; this C target says it itself.
    .target(
      name: "CGLPKSolve",
      dependencies: ["CGLPK"],
      linkerSettings: [.linkedLibrary("glpk")]
    ),
    .target(name: "PlacementModel"),
    .target(name: "PlacementChecker", dependencies: ["PlacementModel"]),
    .target(
      name: "PlacementSolver",
      dependencies: [
        "PlacementModel", "PlacementChecker",
        .target(name: "CGLPKSolve", condition: .when(traits: ["GLPK"])),
        .product(name: "HeapModule", package: "swift-collections"),
      ]
    ),
    .target(
      name: "PlacementIO",
      dependencies: ["PlacementModel", .product(name: "Yams", package: "Yams")]
    ),
    .target(name: "PlacementReport", dependencies: ["PlacementModel", "PlacementChecker"]),
    .target(
      name: "PlacementMCP",
      dependencies: [
        "PlacementModel", "PlacementChecker", "PlacementSolver", "PlacementIO",
        "PlacementExecution", "PlacementReport",
      ]
    ),
    .target(
      name: "PlacementExecution",
      dependencies: [
        "PlacementModel", "PlacementChecker", "PlacementIO", "PlacementSolver",
        .product(name: "Subprocess", package: "swift-subprocess"),
      ]
    ),
    .target(
      name: "PlacementC",
      dependencies: ["PlacementModel", "PlacementSolver", "PlacementIO", "PlacementReport"]
    ),
    .executableTarget(
      name: "rebalance",
      dependencies: [
        "PlacementModel", "PlacementSolver", "PlacementIO", "PlacementReport", "PlacementExecution",
        "PlacementMCP",
        .product(
          name: "ArgumentParser",
          package: "swift-argument-parser",
          condition: .when(traits: ["Tools"])
        ),
      ]
    ),
    .target(
      name: "PlacementOracle",
      dependencies: ["PlacementModel", "PlacementChecker"],
      path: "Tests/PlacementOracle"
    ),
    .target(
      name: "PlacementTrials",
      dependencies: ["PlacementModel", "PlacementSolver", "PlacementIO", "PlacementOracle"],
      path: "Tests/PlacementTrials"
    ),
    .executableTarget(
      name: "trials",
      dependencies: [
        "PlacementModel", "PlacementSolver", "PlacementIO", "PlacementTrials",
        .product(
          name: "ArgumentParser",
          package: "swift-argument-parser",
          condition: .when(traits: ["Tools"])
        ),
      ],
      path: "Tests/Trials"
    ),
    .testTarget(
      name: "PlacementTrialsTests",
      dependencies: ["PlacementTrials", "PlacementModel", "PlacementSolver"]
    ),
    .testTarget(
      name: "PlacementModelTests",
      dependencies: ["PlacementModel", "PlacementOracle"]
    ),
    .testTarget(
      name: "PlacementCheckerTests",
      dependencies: ["PlacementChecker", "PlacementModel", "PlacementOracle"]
    ),
    .testTarget(
      name: "PlacementSolverTests",
      dependencies: [
        "PlacementSolver", "PlacementModel", "PlacementIO", "PlacementOracle", "PlacementTrials",
        .target(name: "CGLPKSolve", condition: .when(traits: ["GLPK"])),
      ]
    ),
    .testTarget(
      name: "PlacementIOTests",
      dependencies: ["PlacementIO", "PlacementModel", "PlacementChecker", "PlacementOracle"]
    ),
    .testTarget(
      name: "PlacementReportTests",
      dependencies: ["PlacementReport", "PlacementModel"],
      exclude: ["Golden"]
    ),
    .testTarget(
      name: "PlacementMCPTests",
      dependencies: ["PlacementMCP", "PlacementExecution", "PlacementIO", "PlacementModel"],
      exclude: ["client.py", "Conversations"]
    ),
    .testTarget(
      name: "PlacementCTests",
      dependencies: ["PlacementC", "PlacementIO", "PlacementSolver"]
    ),
    .testTarget(
      name: "PlacementExecutionTests",
      dependencies: [
        "PlacementExecution", "PlacementModel", "PlacementChecker", "PlacementIO",
        "PlacementSolver",
      ]
    ),
    .testTarget(
      name: "RebalanceTests",
      dependencies: ["rebalance", "PlacementIO", "PlacementModel", "PlacementSolver"],
      exclude: ["Golden"]
    ),
  ],
  swiftLanguageModes: [.v6]
)
