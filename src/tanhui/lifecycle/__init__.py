"""The life of a tonne, stage by stage.

STAGES is the one list that orders the apps, the menu, the URLs, the documentation and the import layers: a stage may use
the stages before it, never those after it.
"""

STAGES = ("methodology", "accounting", "verification", "registry", "market", "retirement")

COMING = ("points", "disclosure", "supervision", "crossregion")
"""Stages the measures ask for that are not built yet; the trace lists their clauses as still to come."""
