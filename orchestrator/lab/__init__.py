"""The pretend district: machines on loopback over real SSH and real WinRM."""
