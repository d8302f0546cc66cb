from search.selectors.answers import Answers, answer_identity, answer_words
from search.selectors.question import Question, understand


__all__ = ["Answers", "Question", "answer_identity", "answer_words", "understand"]
