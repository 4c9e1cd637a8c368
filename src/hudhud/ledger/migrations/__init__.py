"""How the tables came to be, step by step. Shipped with the package and run by `opening.py`."""
