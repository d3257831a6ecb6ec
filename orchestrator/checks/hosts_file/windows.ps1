# hosts_file
