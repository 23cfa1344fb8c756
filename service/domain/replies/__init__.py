"""Reading a reply by rules that can be explained: no model, and never a false "understood" (DESIGN.md §5)."""

from service.domain.replies.interpreting import interpret
from service.domain.replies.question import Category, Interpretation, Question, QuestionKind, Reason
from service.domain.replies.several import make_ready

__all__ = ["Category", "Interpretation", "Question", "QuestionKind", "Reason", "interpret", "make_ready"]
