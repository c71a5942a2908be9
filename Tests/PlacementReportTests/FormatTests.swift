import PlacementReport
import Testing

@Suite struct FormatTests {
  @Test(arguments: [
    (0.0, 0, "0"), (-0.0, 0, "0"), (-0.0001, 2, "0.00"), (-0.4, 0, "0"), (-0.6, 0, "-1"),
    (0.285 * 100, 1, "28.5"), (62.5, 0, "63"), (1.005, 2, "1.01"), (0.05, 2, "0.05"),
    (-12.34, 1, "-12.3"), (.infinity, 1, "-"), (.nan, 0, "-"), (1e300, 1, "1e+300"),
    (999.995, 2, "1000.00"),
  ])
  func decimals(_ value: Double, _ places: Int, _ text: String) {
    #expect(Format.decimal(value, places: places) == text)
  }

  @Test func percentages() {
    #expect(Format.percent(0.818) == "82 %")
    #expect(Format.points(0.2094) == "20.9 %")
    #expect(Format.cellPercent(0.625) == "63%")
    #expect(Format.cellPercent(-0.001) == "0%")
    #expect(Format.weight(0.5) == "50 %")
    #expect(Format.weight(1.0 / 3) == "33.3 %")
  }

  @Test func sharesAreNeverOverstated() {
    #expect(Format.share(1) == "100 %")
    #expect(Format.share(0.9999) == "99.9 %")
    #expect(Format.share(0.995) == "99.5 %")
    #expect(Format.share(0) == "0 %")
    #expect(Format.share(-0.00001) == "-0.1 %")
  }

  @Test(arguments: [
    (0.0, "0 B"), (1023, "1023 B"), (1024, "1 KiB"), (536_870_912, "512 MiB"),
    (17_179_869_184, "16 GiB"), (1_610_612_736, "1.5 GiB"), (1_073_700_000, "1 GiB"),
    (1_099_511_627_776, "1 TiB"),
  ])
  func memory(_ bytes: Double, _ text: String) {
    #expect(Format.bytes(bytes) == text)
  }

  @Test(arguments: [
    (-3.0, "0 s"), (0.4, "0 s"), (59.6, "1 min"), (80, "1 min 20 s"), (3600, "1 h"),
    (7500, "2 h 5 min"), (90_000, "1 d 1 h"), (1e300, "-"),
  ])
  func durations(_ seconds: Double, _ text: String) {
    #expect(Format.duration(seconds) == text)
  }

  @Test(arguments: [
    (40.0, "~40s"), (40.2, "~41s"), (119, "~119s"), (300, "~5min"), (130, "~2min 10s"),
    (3_599, "~59min 59s"), (3_600, "~1h"), (7_400, "~2h 4min"),
  ])
  func downtimes(_ seconds: Double, _ text: String) {
    #expect(Format.downtime(seconds) == text)
  }

  @Test func counts() {
    #expect(Format.count(1, "batch", plural: "batches") == "1 batch")
    #expect(Format.count(0, "VM") == "0 VMs")
  }

  @Test func runsOfNumbersJoin() {
    #expect(Format.ranges([1, 2, 3, 5, 7, 8]) == "1-3, 5, 7, 8")
    #expect(Format.ranges([4, 3, Int.max, Int.min]) == "4, 3, \(Int.max), \(Int.min)")
    #expect(Format.ranges([]).isEmpty)
  }
}
