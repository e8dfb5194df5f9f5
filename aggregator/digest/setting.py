"""Sets a template; what is wrong in it is told by its file and line."""

import traceback
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from jinja2 import Environment, TemplateError, TemplateNotFound, TemplateSyntaxError

from aggregator.errors import ConfigurationError


def fill(templates: Environment, name: str, context: Mapping[str, Any]) -> str:
    """Return a template filled in; raises ``ConfigurationError`` where it cannot be."""
    try:
        return templates.get_template(name).render(context)
    except TemplateNotFound as error:
        raise ConfigurationError(f"there is no template {error.name}", file=f"templates/{name}") from error
    except TemplateSyntaxError as error:
        raise ConfigurationError(
            f"this is no template: {error.message}",
            file=error.filename or f"templates/{error.name or name}",
            line=error.lineno,
        ) from error
    except (TemplateError, TypeError, ValueError, AttributeError, KeyError, ArithmeticError) as error:
        file, line = _place(error.__traceback__, name)
        raise ConfigurationError(f"this cannot be filled in: {error}", file=file, line=line) from error


def _place(trace: TracebackType | None, name: str) -> tuple[str, int | None]:
    """Return the deepest place in a template; Jinja writes those into tracebacks as if they were code."""
    for frame in reversed(traceback.extract_tb(trace)):
        if not frame.filename.endswith(".py"):
            return frame.filename.replace("<template>", f"templates/{name}"), frame.lineno
    return f"templates/{name}", None
