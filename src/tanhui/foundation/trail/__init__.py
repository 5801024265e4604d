"""Who did what, when, under which clause: the hash-chained journal that every act is written to."""
