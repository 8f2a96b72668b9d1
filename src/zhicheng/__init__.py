"""zhicheng: China's professional-title policies as rules a machine runs and a person checks."""

__version__ = "0.1.0"
