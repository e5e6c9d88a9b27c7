"""What notebooks show."""

from __future__ import annotations

import base64
import html
from typing import TYPE_CHECKING

from . import _core

if TYPE_CHECKING:
    from ._core import Posture


def picture(svg: str, words: str, width: str = "36em") -> str:
    """An SVG that fits its place, with words for those who do not see it.

    It stands by itself: its identifiers and styles do not leak into the page.
    """
    data = base64.b64encode(svg.encode()).decode()
    return (
        f'<img alt="{html.escape(words)}" style="width:100%;max-width:{width};background:white" '
        f'src="data:image/svg+xml;base64,{data}">'
    )


def posture(p: Posture) -> str:
    """Picture and table side by side, below each other where there is no room."""
    values: dict[str, str] = {}
    names = _core.quantities(p.model)
    tensions = [name for name in names if name.endswith("_N")]
    for name in names:
        if name.endswith("_deg"):
            values[name.removesuffix("_deg")] = f"{getattr(p, name):.1f}°"
    for name in tensions:
        values[name.removesuffix(".tension_N")] = f"{p[name]:.1f} N"
    for name in names:
        if name.endswith(".moment_Nm"):
            values[name.removesuffix(".moment_Nm")] = f"{p[name]:.1f} N m"
    rows = "".join(
        f'<tr><td style="text-align:left">{html.escape(name.replace("_", " "))}</td>'
        f'<td style="text-align:right">{value}</td></tr>'
        for name, value in values.items()
    )
    caption = (
        '<caption style="text-align:left;white-space:nowrap">'
        f"<b>{html.escape(p.model.name)}: {p.status}</b></caption>"
    )
    return (
        '<div style="display:flex;flex-wrap:wrap;gap:1.5em;align-items:flex-start">'
        '<div style="flex:1 1 20em;max-width:36em">'
        f"{picture(p.to_svg(), str(p).strip().splitlines()[0])}</div>"
        f'<table style="flex:0 1 auto">{caption}{rows}</table></div>'
    )
