from matching.services.runs import run_crosscheck


__all__ = ["run_crosscheck"]
