"""Unwraps the elements that nh3 would drop with their words because of their names alone."""

import re
from typing import Final

NAMES: Final = frozenset({
    "abs", "and", "animate", "apply", "approx", "arccos", "arccosh", "arccot", "arccoth", "arccsc",
    "arccsch", "arcsec", "arcsech", "arcsin", "arcsinh", "arctan", "arctanh", "arg", "bind", "bvar",
    "card", "cartesianproduct", "cbytes", "ceiling", "cerror", "ci", "circle", "cn", "codomain",
    "complexes", "compose", "condition", "conjugate", "cos", "cosh", "cot", "coth", "cs", "csc", "csch",
    "csymbol", "curl", "declare", "defs", "degree", "desc", "determinant", "diff", "discard",
    "divergence", "divide", "domain", "domainofapplication", "ellipse", "emptyset", "eq", "equivalent",
    "eulergamma", "exists", "exp", "exponentiale", "factorial", "factorof", "false", "filter", "floor",
    "fn", "forall", "g", "gcd", "geq", "grad", "gt", "ident", "imaginary", "imaginaryi", "implies", "in",
    "infinity", "int", "integers", "intersect", "interval", "inverse", "lambda", "laplacian", "lcm",
    "leq", "limit", "line", "list", "ln", "log", "logbase", "lowlimit", "lt", "maction",
    "maligngroup", "malignmark", "marker", "mask", "math", "matrix", "matrixrow", "max", "mean", "median",
    "menclose", "merror", "metadata", "mfenced", "mfrac", "mglyph", "mi", "min", "minus", "mlabeledtr",
    "mlongdiv", "mmultiscripts", "mn", "mo", "mode", "moment", "momentabout", "mover", "mpadded", "mpath",
    "mprescripts", "mroot", "mrow", "ms", "mscarries", "mscarry", "msgroup", "msline", "mspace", "msqrt",
    "msrow", "mstack", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder",
    "munderover", "naturalnumbers", "neq", "none", "not", "notanumber", "notin", "notprsubset",
    "notsubset", "or", "otherwise", "outerproduct", "partialdiff", "path", "pattern", "pi", "piece",
    "piecewise", "plaintext", "plus", "polygon", "polyline", "power", "primes", "product", "prsubset",
    "quotient", "rationals", "real", "reals", "rect", "reln", "rem", "root", "scalarproduct", "sdev",
    "sec", "sech", "selector", "semantics", "sep", "set", "setdiff", "share", "sin", "sinh", "stop",
    "subset", "sum", "switch", "symbol", "tan", "tanh", "tendsto", "text", "times", "transpose", "true",
    "tspan", "union", "uplimit", "use", "variance", "vector", "vectorproduct", "view", "xor",
})  # fmt: skip
"""What MathML and SVG call their elements, and ``plaintext``, which would swallow all that follows.

nh3 takes them for formulas and drawings wherever they stand, and journals write ``<sec>``, ``<list>`` and
``<fn>`` around their texts; a formula's letters are to be read too. None of them is what is not for reading.
"""

_BEGINS: Final = re.compile(r"<([a-z]+|[A-Z])")
_SUSPECTS: Final = NAMES | set("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
"""How a tag of them may begin: looking that up costs a fifth of looking for whole tags."""
_UNWRAPPED: Final = re.compile(r"</?([a-zA-Z]+)(?:[\s/][^<>]*)?>|<!\[CDATA\[|\]\]>")


def without(markup: str) -> str:
    """Return ``markup`` without the tags of such elements, and without the marks of CDATA."""
    if _SUSPECTS.isdisjoint(_BEGINS.findall(markup)) and "<![CDATA[" not in markup and "]]>" not in markup:
        return markup
    return _UNWRAPPED.sub(_kept, markup)


def _kept(found: re.Match[str]) -> str:
    return found[0] if found[1] and found[1].lower() not in NAMES else ""
