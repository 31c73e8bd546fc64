"""The terms as a store can keep them that doesn't ship with all of the policy's carriers."""

from __future__ import annotations

from functools import lru_cache

from troth.policy.schema import Method
from troth.policy.terms import Terms


@lru_cache(maxsize=64)
def with_carriers(terms: Terms, carriers: frozenset[str]) -> Terms:
    """The same terms, with the rules for these carriers alone: for telling shoppers what is served
    now. No order is judged by them.
    """
    methods = [_narrow_method(method, carriers) for method in terms.file.methods]
    served = [method for method in methods if method.carrier_rules]
    file = terms.file.model_copy(update={"methods": served})
    return Terms(file, digest=terms.digest, source=terms.source)


def _narrow_method(method: Method, carriers: frozenset[str]) -> Method:
    rules = [rule for rule in method.carrier_rules if rule.carrier in carriers]
    boxes = method.po_boxes and any(rule.po_box is not False for rule in rules)
    return method.model_copy(update={"carrier_rules": rules, "po_boxes": boxes})
