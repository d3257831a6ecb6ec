# smb1: the protocol of Windows; Samba's own settings are no question of this check.
frame_shut smb1 registry absent 'no SMB 1 of Windows on this kind of machine'
