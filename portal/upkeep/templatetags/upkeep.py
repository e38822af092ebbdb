"""What a page's own template says of its upkeep."""

from typing import Any

from django import template

from portal.upkeep.parts import flags_of_step

register = template.Library()


@register.inclusion_tag("upkeep/_step_flags.html")
def step_flags(page: Any, place: int) -> dict[str, Any]:
    """Warn at a step that what it rests on has changed."""
    return {"flags": flags_of_step(page, place)}
