# firewall_profiles: a POSIX packet filter has rules and no profiles.
frame_shut firewall_profiles profiles absent 'no firewall profiles on this kind of machine'
