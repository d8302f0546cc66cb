"""From an uploaded paper or voice note to its plain words or sound; knows no model."""

from complaints.reading.papers import is_office_file, is_paper, words_of
from complaints.reading.voice import drawn_anew, is_drawn_voice, is_voice


__all__ = ["drawn_anew", "is_drawn_voice", "is_office_file", "is_paper", "is_voice", "words_of"]
