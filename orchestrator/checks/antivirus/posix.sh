# antivirus: no POSIX system registers its scanners anywhere.
frame_shut antivirus products absent 'no register of scanners on this kind of machine'
