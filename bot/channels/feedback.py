"""Counts thumbs up and down by topic and reason: no text, no conversation, in memory."""

from collections import Counter

Rated = tuple[str, str, str]
"""Topic (or kind of reply), rating, reason ("" without one)."""


class Feedback:
    """The counts since the server was started."""

    def __init__(self) -> None:
        self.counts: Counter[Rated] = Counter()

    def count(self, now: Rated, before: Rated | None) -> None:
        """Count a rating; ``before`` is the one of the same message that it replaces."""
        if before is not None:
            self.counts[before] -= 1
        self.counts[now] += 1

    def lines(self) -> list[str]:
        """Return the counts as lines for an operator, the most frequent first."""
        return [
            f"{number} {' '.join(filter(None, rated))}" for rated, number in self.counts.most_common() if number > 0
        ]
