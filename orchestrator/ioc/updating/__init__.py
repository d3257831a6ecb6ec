"""What sources have now: fetched, judged before it counts, accepted or taken back."""
