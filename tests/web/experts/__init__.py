"""Tests of the pool, its experts, their availability and ties."""
