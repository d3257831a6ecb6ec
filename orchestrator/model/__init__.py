"""What the rooms hand to each other: frozen values and enums, free of wire, disk and clock."""
