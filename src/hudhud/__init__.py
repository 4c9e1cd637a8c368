"""hudhud: reads reports of armed violence and keeps every figure tied to the words it came from."""

__version__ = "0.1.0"
