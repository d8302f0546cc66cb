from matching.services.running import run_crosscheck


__all__ = ["run_crosscheck"]
