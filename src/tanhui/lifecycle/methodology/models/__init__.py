"""Tables of the methodology stage."""

from tanhui.lifecycle.methodology.models.factors import (
    FactorImpact,
    FactorProposal,
    FactorPublication,
    FactorRecord,
    ProposedFactor,
)
from tanhui.lifecycle.methodology.models.proposals import (
    MethodologyProposal,
    ProposalDraft,
    ProposalPaper,
    ProposalSubmission,
)
from tanhui.lifecycle.methodology.models.versions import MethodologyVersion

__all__ = [
    "FactorImpact",
    "FactorProposal",
    "FactorPublication",
    "FactorRecord",
    "MethodologyProposal",
    "MethodologyVersion",
    "ProposalDraft",
    "ProposalPaper",
    "ProposalSubmission",
    "ProposedFactor",
]
