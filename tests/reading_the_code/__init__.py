"""Tests that read the code itself: layers, sizes, names, roles, migrations, locks and documentation."""
