"""Tests of the project; they mirror ``src/zhicheng``."""
