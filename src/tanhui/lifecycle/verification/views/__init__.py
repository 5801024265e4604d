"""Pages of the stage: the owner's, the verification body's, the bureau's, and everyone's."""
