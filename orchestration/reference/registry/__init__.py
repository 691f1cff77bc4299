"""Which organ a name means: regions with their years, organs, departments, and the resolver over them."""

from orchestration.reference.registry.organs import Organ, OrganRegistry
from orchestration.reference.registry.resolver import OrganResolver, Resolution

__all__ = ["Organ", "OrganRegistry", "OrganResolver", "Resolution"]
