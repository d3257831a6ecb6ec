"""One reader a family of formats; all yield the same values and refusals to the same guards."""
