"""From an uploaded paper (.docx, .txt) to its plain words; knows no model."""

from complaints.reading.papers import is_paper, words_of


__all__ = ["is_paper", "words_of"]
