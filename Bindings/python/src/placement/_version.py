"""The version of this package, which must be that of the library in it."""

__version__ = "0.1.0"
