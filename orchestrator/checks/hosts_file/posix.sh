# hosts_file: /etc/hosts as it stands.
frame_file hosts_file file /etc/hosts "$canary_address $canary_name"
