"""The documentation site. Built by ./dev docs; every warning is an error."""

import os
import re

import guywire

project = "guywire"
author = "the guywire authors"
version = release = guywire.__version__
extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "breathe",
    "sphinxcontrib.programoutput",
]
exclude_patterns = ["Doxyfile"]
html_theme = "furo"
html_title = f"guywire {release}"
html_show_copyright = False
html_static_path = ["static"]
html_css_files = ["site.css"]
html_math_renderer = "mathml"

myst_enable_extensions = ["dollarmath", "colon_fence", "deflist"]
myst_heading_anchors = 3
myst_dmath_double_inline = True
# several headers open the namespaces muscle and testing
suppress_warnings = ["duplicate_declaration.cpp"]

# Lessons and guide are run at each build; a cell that fails, fails the build.
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 300
nb_merge_streams = True

autodoc_member_order = "bysource"
autodoc_typehints = "none"  # the types are in the docstrings, in words
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_use_ivar = True

breathe_projects = {"guywire": os.environ.get("GUYWIRE_DOXYGEN", "")}
breathe_default_project = "guywire"
breathe_default_members = ("members", "undoc-members")


def links(app, docname, source):
    """Links that are right in the repository become links within the site."""
    text = source[0]
    text = text.replace("](../data/README.md)", "](data.md)").replace(
        "](../data/DEPARTURES.md)", "](departures.md)"
    )
    text = re.sub(r"\]\(\.\./include/guywire/conventions\.hpp\)", "](conventions.md)", text)
    source[0] = text


def mathml(self, node):
    """Equations as MathML, which browsers show by themselves: nothing is loaded from elsewhere."""
    from docutils import nodes
    from latex2mathml.converter import convert

    display = "inline" if isinstance(node, nodes.math) else "block"
    equation = convert(node.astext(), display=display)
    self.body.append(equation if display == "inline" else f'<div class="math">{equation}</div>')
    raise nodes.SkipNode


def setup(app):
    """Hooks of this site."""
    app.connect("source-read", links)
    app.add_html_math_renderer(
        "mathml", inline_renderers=(mathml, None), block_renderers=(mathml, None)
    )
