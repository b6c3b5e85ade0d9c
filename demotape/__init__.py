"""Demotape: a studio for prompt-driven music. This package is everything that is not a screen."""

__version__ = "0.1.0"
