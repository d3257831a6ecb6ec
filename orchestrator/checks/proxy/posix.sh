# proxy: the proxies that /etc/environment gives to every session.
if [ -e "$root/etc/environment" ]; then
  frame_file proxy environment /etc/environment "made_proxy=http://$canary_name/ [$canary_address]:9"
else
  frame_shut proxy environment absent 'no /etc/environment'
fi
