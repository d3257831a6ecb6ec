# dns_events: no POSIX system logs its look-ups by itself.
frame_shut dns_events log absent 'no log of look-ups on this kind of machine'
