@_exported import PlacementChecker
@_exported import PlacementModel
