"""What the rooms hand to each other: frozen dataclasses and enums, free of wire, disk and clock."""
