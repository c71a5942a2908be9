import PlacementModel

/// What KubeVirt makes a virt-launcher pod request, for VMs that have no pod to look at.
///
/// The figures are those of KubeVirt 1.9; they differ a little between versions, which is why a
/// running pod's own requests are taken where there is one.
enum LauncherRequests {
  private static let mebibyte: Int128 = 1 << 20

  /// The requests of a pod for a guest; `overhead` is KubeVirt's own figure, where known.
  static func estimate(
    _ domain: GuestDomain,
    isARM: Bool,
    overhead: Quantity?,
    settings: KubeVirtSettings
  ) -> ResourceList {
    var requests = domain.requests
    let vCPUs = domain.vCPUs ?? 1
    if domain.hasDedicatedCPUs {
      requests[.cpu] = Quantity(vCPUs + (domain.isolatesEmulator ? 1 : 0))
    } else if requests.amounts[.cpu] == nil {
      let threads = (vCPUs + domain.ioThreads) * 1000
      requests[.cpu] =
        settings.cpuRequest ?? Quantity(milli: max(1, threads / settings.cpuAllocationRatio))
    }
    let guest = domain.memory ?? .zero
    if let size = domain.hugepages {
      requests.amounts[ResourceName(rawValue: "hugepages-\(size)")] = guest
      requests[.memory] = .zero
    } else if requests.amounts[.memory] == nil {
      requests[.memory] = requested(guest, domain, settings)
    }
    if !domain.overcommitsOverhead {
      requests[.memory] += overhead ?? Self.overhead(domain, isARM: isARM, settings: settings)
    }
    for device in domain.devices { requests[ResourceName(rawValue: device)] += Quantity(1) }
    return requests
  }

  private static func requested(
    _ guest: Quantity,
    _ domain: GuestDomain,
    _ settings: KubeVirtSettings
  ) -> Quantity {
    if domain.overcommitPercent > 0 {
      return Quantity(billionths: guest.billionths / 100 * Int128(100 - domain.overcommitPercent))
    }
    return Quantity(billionths: guest.billionths / Int128(settings.memoryOvercommit) * 100)
  }

  /// What the processes around the guest need.
  static func overhead(
    _ domain: GuestDomain,
    isARM: Bool,
    settings: KubeVirtSettings
  ) -> Quantity {
    var mebibytes: Int128 = 220 + 8 + 8 * Int128(domain.vCPUs ?? 1)
    if domain.hasGraphics { mebibytes += 32 }
    if isARM { mebibytes += 128 }
    if !domain.devices.isEmpty || domain.hasPassthrough { mebibytes += 1024 }
    if domain.hasTPM { mebibytes += 53 }
    if domain.hasSEV { mebibytes += 256 }
    if domain.hasDedicatedCPUs || domain.isGuaranteed { mebibytes += 100 }
    if domain.execProbes > 0 { mebibytes += 100 + 10 * Int128(domain.execProbes) }
    var bytes = mebibytes * mebibyte
    // Page tables: counted only where the domain itself requests memory, as KubeVirt does.
    bytes += Int128(domain.requests[.memory].wholeRoundedUp) / 512
    let scaled = Double(bytes) * settings.overheadRatio
    return Quantity(Int(scaled.rounded(.up)))
  }
}
