"""List files to an IocSet: normalised, dated, hashed, guarded."""
