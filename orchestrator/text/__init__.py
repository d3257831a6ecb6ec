"""Catalogues, folding and sorting of Vietnamese, defanging, making text visible."""
