"""What persons decided: a pure function over decisions, and the members as it leaves them.

`verdicts` folds the decisions, `apply` lets them take effect on the mentions that count now.
"""

from hudhud.judging.anchors import LEAST_CLAIM, LEAST_MENTION, anchor, match, resolve
from hudhud.judging.application import Judged, apply, since_accepted
from hudhud.judging.constraints import Contradiction
from hudhud.judging.homes import Flag, to_fetch
from hudhud.judging.sheets import JudgedClaim, JudgedMember, claim_anchors, claims_of
from hudhud.judging.verdicts import Ruled, Verdicts, annulled, ruling_of, verdicts

__all__ = [
    "LEAST_CLAIM",
    "LEAST_MENTION",
    "Contradiction",
    "Flag",
    "Judged",
    "JudgedClaim",
    "JudgedMember",
    "Ruled",
    "Verdicts",
    "anchor",
    "annulled",
    "apply",
    "claim_anchors",
    "claims_of",
    "match",
    "resolve",
    "ruling_of",
    "since_accepted",
    "to_fetch",
    "verdicts",
]
