"""What all tests share; loaded by the `conftest.py` at the root."""
