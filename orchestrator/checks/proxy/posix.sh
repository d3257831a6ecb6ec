# proxy: the proxies that files give to every session, to apt, to the desktop and to browsers.
if [ -e "$root/etc/environment" ]; then
  frame_file proxy environment /etc/environment "made_proxy=http://$canary_name/ [$canary_address]:9"
else
  frame_shut proxy environment absent 'no /etc/environment'
fi
proxy_made=" made_proxy=http://$canary_name/ [$canary_address]:9"
set +f
frame_texts_among proxy settings 'profiles, apt, dconf' ok "$proxy_made" '/[Pp][Rr][Oo][Xx][Yy]/s/^/ /p
t
s/^[[:blank:]]*host[[:blank:]]*=/ &/p
s/^[[:blank:]]*autoconfig-url[[:blank:]]*=/ &/p' "$root"/etc/profile "$root"/etc/profile.d/*.sh "$root"/etc/bash.bashrc "$root"/etc/environment.d/*.conf "$root"/etc/security/pam_env.conf "$root"/etc/wgetrc "$root"/etc/yum.conf "$root"/etc/dnf/dnf.conf "$root"/etc/sysconfig/proxy "$root"/etc/apt/apt.conf "$root"/etc/apt/apt.conf.d/* "$root"/etc/dconf/db/*.d/* "$root"/etc/systemd/system.conf "$root"/etc/systemd/system.conf.d/*.conf "$root"/etc/systemd/system/*.service.d/*.conf "$root"/usr/share/glib-2.0/schemas/*.gschema.override
frame_texts proxy policies 'policies of browsers' ok ">made.json$frame_end {\"ProxyServer\": \"http://$canary_name/ [$canary_address]:9\"}" 's/^/ /p' "$root"/etc/opt/chrome/policies/*/*.json "$root"/etc/chromium/policies/*/*.json "$root"/etc/chromium-browser/policies/*/*.json "$root"/etc/brave/policies/*/*.json "$root"/etc/opt/edge/policies/*/*.json "$root"/etc/firefox/policies/policies.json "$root"/etc/firefox-esr/policies/policies.json "$root"/usr/lib*/firefox*/distribution/policies.json "$root"/opt/firefox/distribution/policies.json
set -f
