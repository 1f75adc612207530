"""Measure speed as ratios in one run: one file for each room, each with a `main` that prints its lines."""
