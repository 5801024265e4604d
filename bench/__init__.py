"""The measured goals. `make bench` runs every file; each prints its medians beside a baseline of the same run."""
