"""One double-entry book for tonnes, fen and points: accounts, postings, holds, batches and the lots they split into."""
