"""People's part: reports, verdicts, second opinions, rounds."""
