"""An owner's own calculation table: opened apart, computed anew, and followed from the inputs to the total."""
