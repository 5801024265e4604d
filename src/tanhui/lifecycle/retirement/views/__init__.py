"""Pages of the stage: the holder's, the operations centre's, and everyone's."""
