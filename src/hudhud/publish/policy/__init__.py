"""Do no harm: what may leave for the public, and how closely told. `Passage` takes items to items."""

from hudhud.publish.policy.loading import Policy, default_policy, key_at, key_kept, parsed, policy_at
from hudhud.publish.policy.passage import Passage, Public, said_in_public
from hudhud.publish.policy.rules import Rules

__all__ = [
    "Passage",
    "Policy",
    "Public",
    "Rules",
    "default_policy",
    "key_at",
    "key_kept",
    "parsed",
    "policy_at",
    "said_in_public",
]
