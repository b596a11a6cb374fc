"""How Sphinx makes the site; `python -m tools.site build FOLDER` calls it, with pages that the tool adds."""

import logging

import inlay

project = "Inlay"
author = "The Inlay developers"
copyright = "the Inlay developers, MIT licence"
version = release = inlay.__version__
language = "en"

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx_copybutton",
    "numpydoc",
    "myst_nb",
    "tools.site.mathematics",
    "tools.site.pictures",
    "tools.site.descriptions",
    "tools.site.repairs",
    "tools.site.languages",
    "tools.site.names",
    "tools.site.streams",
]
exclude_patterns = ["words.txt"]
nitpicky = True

# Markdown
myst_enable_extensions = ["deflist", "dollarmath", "fieldlist"]
myst_heading_anchors = 3
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 120
logging.getLogger("traitlets").setLevel(logging.WARNING)

# Most blocks are commands.
highlight_language = "none"

# Types and docstrings
default_role = "code"
autodoc_typehints = "signature"
autosummary_generate = False
numpydoc_show_class_members = False
maximum_signature_line_length = 80
python_use_unqualified_type_names = True
# What other packages call their types cannot be looked up without network; the others are Inlay's own affair, and pass
# through public functions without being opened.
PRIVATE = (
    r"inlay\.(arrays|files)\..*",
    r"inlay\.(batch\.task\.Task|harmonisation\.trend\.Trend|inpainting\.shift_map\.solution\.Healed)",
    r"inlay\.(matting\.holding\.Held|mosaic\.labels\.Labels|mosaic\.label_map\.LabelMap)",
    r"inlay\.(segmentation\.thresholds\.Histogram|contract\.(declaration|parameter)\..*)",
)
nitpick_ignore_regex = [("py:.*", r"(?!inlay\.).*"), *(("py:class", name) for name in PRIVATE)]

# A page is read without network: nothing comes from elsewhere.
html_theme = "furo"
html_title = "Inlay"
html_favicon = "inlay.svg"
html_static_path = ["site.css"]
html_css_files = ["site.css"]
html_math_renderer = "mathml"
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_theme_options = {"light_logo": "inlay.svg", "dark_logo": "inlay.svg"}
# A prompt is no part of what is copied.
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True
copybutton_exclude = ".linenos, .gp, .go"
