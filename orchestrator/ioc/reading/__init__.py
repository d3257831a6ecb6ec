"""List files of any format to normalised values; nothing is lost in silence."""
