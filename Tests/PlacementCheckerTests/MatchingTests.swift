import PlacementModel
import Testing

@testable import PlacementChecker

@Suite struct MatchingTests {
  typealias Operator = LabelRequirement.Operator

  @Test(
    arguments: [
      (Operator.in, ["a", "b"], "a", true), (.in, ["a"], "b", false), (.in, ["a"], nil, false),
      (.in, [], "a", false),
      (.notIn, ["a"], "b", true), (.notIn, ["a"], "a", false), (.notIn, ["a"], nil, true),
      (.exists, [], "", true), (.exists, [], nil, false),
      (.doesNotExist, [], "a", false), (.doesNotExist, [], nil, true),
      (.gt, ["2"], "3", true), (.gt, ["2"], "2", false), (.gt, ["2"], "x", false),
      (.gt, ["x"], "3", false), (.gt, ["2"], nil, false), (.gt, ["1", "2"], "3", false),
      (.lt, ["2"], "1", true), (.lt, ["2"], "2", false), (.lt, ["-1"], "-2", true),
      (.gt, ["10"], "9", false),
    ] as [(Operator, [String], String?, Bool)]
  )
  func requirement(word: Operator, values: [String], value: String?, holds: Bool) {
    let requirement = LabelRequirement(key: "k", operator: word, values: values)
    #expect(requirement.holds(for: value) == holds)
  }

  @Test func anEmptyLabelSelectorMatchesEverything() {
    #expect(LabelSelector().selects([:]))
    #expect(LabelSelector().selects(["a": "b"]))
  }

  @Test func allPartsOfALabelSelectorMustHold() {
    let selector = LabelSelector(
      matchLabels: ["app": "shop"],
      matchExpressions: [LabelRequirement(key: "tier", operator: .notIn, values: ["db"])]
    )
    #expect(selector.selects(["app": "shop"]))
    #expect(selector.selects(["app": "shop", "tier": "web"]))
    #expect(!selector.selects(["app": "shop", "tier": "db"]))
    #expect(!selector.selects(["tier": "web"]))
  }

  @Test(arguments: [Operator.gt, .lt])
  func labelSelectorsCompareNoNumbers(word: Operator) {
    let selector = LabelSelector(
      matchExpressions: [LabelRequirement(key: "n", operator: word, values: ["2"])]
    )
    #expect(!selector.selects(["n": "1"]))
    #expect(!selector.selects(["n": "3"]))
  }

  @Test func nodeSelectorTermsAreAlternatives() {
    let zone = NodeSelectorTerm(matchExpressions: [
      LabelRequirement(key: "zone", operator: .in, values: ["a"])
    ])
    let name = NodeSelectorTerm(matchFields: [
      LabelRequirement(key: "metadata.name", operator: .in, values: ["n2"])
    ])
    let selector = NodeSelector(nodeSelectorTerms: [zone, name])
    #expect(selector.selects(node("n1") { $0.labels["zone"] = "a" }))
    #expect(selector.selects(node("n2") { $0.labels["zone"] = "b" }))
    #expect(!selector.selects(node("n3") { $0.labels["zone"] = "b" }))
  }

  @Test func emptyNodeSelectorsMatchNoNode() {
    #expect(!NodeSelector(nodeSelectorTerms: []).selects(node("n1")))
    #expect(!NodeSelector(nodeSelectorTerms: [NodeSelectorTerm()]).selects(node("n1")))
  }

  @Test func theHostnameLabelDefaultsToTheName() {
    #expect(node("n1").carries([Node.hostnameLabel: "n1"]))
    let other = node("n1") { $0.labels[Node.hostnameLabel] = "host-1" }
    #expect(other.carries([Node.hostnameLabel: "host-1"]))
    #expect(!other.carries([Node.hostnameLabel: "n1"]))
  }

  @Test(arguments: [
    (Toleration(operator: .exists), true),
    (Toleration(key: "", operator: .exists), true),
    (Toleration(key: "dedicated", operator: .exists), true),
    (Toleration(key: "other", operator: .exists), false),
    (Toleration(key: "dedicated", value: "gpu"), true),
    (Toleration(key: "dedicated", value: "cpu"), false),
    (Toleration(key: "dedicated"), false),
    (Toleration(key: "dedicated", value: "gpu", effect: .noSchedule), true),
    (Toleration(key: "dedicated", value: "gpu", effect: .noExecute), false),
    (Toleration(operator: .exists, effect: .noExecute), false),
  ])
  func toleration(_ toleration: Toleration, consents: Bool) {
    let taint = Taint(key: "dedicated", value: "gpu", effect: .noSchedule)
    #expect(toleration.consents(to: taint) == consents)
  }

  @Test func anAbsentValueIsAnEmptyOne() {
    #expect(Toleration(key: "k").consents(to: Taint(key: "k", effect: .noSchedule)))
  }

  @Test func theIndexFindsWhatTryingAllFinds() {
    let labels: [[String: String]] = [
      ["app": "a"], ["app": "b", "tier": "x"], [:], ["tier": "y"], ["app": "a", "tier": "x"],
    ]
    let namespaces = [0, 0, 0, 1, 1]
    var index = SelectorIndex(labels: labels, namespaceOf: namespaces)
    let requirements: [[LabelRequirement]] = [
      [],
      [LabelRequirement(key: "app", operator: .in, values: ["b", "a", "a"])],
      [LabelRequirement(key: "tier", operator: .exists)],
      [LabelRequirement(key: "tier", operator: .doesNotExist)],
      [LabelRequirement(key: "app", operator: .notIn, values: ["a"])],
    ]
    for matchLabels in [[:], ["app": "a"], ["tier": "x"], ["none": "x"]] {
      for expressions in requirements {
        let selector = LabelSelector(matchLabels: matchLabels, matchExpressions: expressions)
        for places in [nil, [0], [1], [0, 1], []] as [[Int]?] {
          let plain = labels.indices.filter {
            selector.selects(labels[$0]) && places?.contains(namespaces[$0]) ?? true
          }
          #expect(index.matches(of: selector, in: places) == plain)
        }
      }
    }
    #expect(index.matches(of: nil, in: nil) == [])
  }
}
