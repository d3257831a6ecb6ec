"""From an inventory to the district: units and machines; nothing doubtful passes."""
